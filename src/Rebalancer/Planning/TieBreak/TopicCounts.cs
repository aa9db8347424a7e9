using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.TieBreak;

/// <summary>How many of each topic's replicas, or leaders, each broker has, and how far the fullest is above an even share.</summary>
internal sealed class TopicCounts
{
    // 16 bits a topic and broker: 128 MiB at most.
    private const long MaxEntries = 64L << 20;

    private readonly ushort[] _counts;
    private readonly int _brokers;
    private readonly int[] _max;
    private readonly int[] _even;

    private TopicCounts(int topics, int brokers)
    {
        _counts = new ushort[(long)topics * brokers];
        _brokers = brokers;
        _max = new int[topics];
        _even = new int[topics];
    }

    /// <summary>
    /// Whether the table is small enough; where there are that many topics they are small, and mostly even by themselves.
    /// </summary>
    public static bool Fit(PlanningProblem problem) => (long)problem.TopicCount * problem.BrokerCount <= MaxEntries;

    /// <summary>Counts the replicas; a topic with more than 65,535 of them on a broker is left out.</summary>
    /// <param name="placement">The replica sets.</param>
    public static TopicCounts OfReplicas(Placement placement)
    {
        var problem = placement.Problem;
        var counts = new TopicCounts(problem.TopicCount, problem.BrokerCount);
        for (var t = 0; t < problem.TopicCount; t++)
        {
            long total = 0;
            var end = problem.Offsets[problem.TopicOffsets[t + 1]];
            for (var slot = problem.Offsets[problem.TopicOffsets[t]]; slot < end; slot++)
            {
                total += counts.Add(t, placement.Brokers[slot]);
            }

            counts.SetEven(t, total);
        }

        return counts;
    }

    /// <summary>Counts the leaders; a topic with more than 65,535 of them on a broker is left out.</summary>
    /// <param name="placement">The replica sets.</param>
    /// <param name="leaderSlot">The leaders for them.</param>
    public static TopicCounts OfLeaders(Placement placement, int[] leaderSlot)
    {
        var problem = placement.Problem;
        var counts = new TopicCounts(problem.TopicCount, problem.BrokerCount);
        for (var t = 0; t < problem.TopicCount; t++)
        {
            long total = 0;
            for (var p = problem.TopicOffsets[t]; p < problem.TopicOffsets[t + 1]; p++)
            {
                total += problem.CountsAsLed(p) ? counts.Add(t, placement.Brokers[leaderSlot[p]]) : 0;
            }

            counts.SetEven(t, total);
        }

        return counts;
    }

    /// <summary>The most that any broker has of the topic; only <see cref="Lower"/> changes it.</summary>
    public int Max(int topic) => _max[topic];

    /// <summary>The most that a broker needs to have of the topic.</summary>
    public int Even(int topic) => _even[topic];

    /// <summary>What a broker has of a topic.</summary>
    public int this[int topic, int broker] => Entry(topic, broker);

    /// <summary>Whether the broker may take one more of the topic without making the topic less even than it is.</summary>
    public bool HasRoom(int topic, int broker) => Entry(topic, broker) < Math.Max(_max[topic], _even[topic]);

    /// <summary>Moves one from a broker to another.</summary>
    public void Move(int topic, int from, int to)
    {
        Entry(topic, from)--;
        Entry(topic, to)++;
    }

    /// <summary>Says that no broker has the topic's maximum any more.</summary>
    public void Lower(int topic) => _max[topic]--;

    /// <summary>Whether no broker has more of any topic than it needs to.</summary>
    public bool AreEven()
    {
        for (var t = 0; t < _max.Length; t++)
        {
            if (_max[t] > _even[t])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Counts one on a judged broker; how many that is.</summary>
    private int Add(int topic, int broker)
    {
        if (broker < 0)
        {
            return 0;
        }

        ref var entry = ref Entry(topic, broker);
        entry = (ushort)Math.Min(ushort.MaxValue, entry + 1);
        _max[topic] = Math.Max(_max[topic], entry);
        return 1;
    }

    private void SetEven(int topic, long total) =>
        _even[topic] = _max[topic] == ushort.MaxValue ? ushort.MaxValue : (int)((total + _brokers - 1) / _brokers);

    private ref ushort Entry(int topic, int broker) => ref _counts[((long)topic * _brokers) + broker];
}
