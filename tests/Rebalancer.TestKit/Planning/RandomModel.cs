using Rebalancer.Planning.Problem;

namespace Rebalancer.TestKit.Planning;

/// <summary>Small random clusters as planning models, from a seed.</summary>
internal static class RandomModel
{
    /// <summary>A cluster of the given shape: some partitions pinned, some replicas dead, domains on a random grid.</summary>
    /// <param name="seed">The seed; the same seed gives the same cluster.</param>
    /// <param name="brokers">Live brokers.</param>
    /// <param name="partitions">Partitions.</param>
    /// <param name="maxReplicationFactor">The largest replication factor; never above the number of brokers.</param>
    /// <param name="domainCounts">Upper limits of the domains of each rack dimension; empty for no racks.</param>
    /// <param name="skew">Above 0, replicas crowd on the first brokers.</param>
    /// <param name="pinned">Whether some partitions may not move, and some have no live replica.</param>
    /// <param name="topicSize">The mean number of partitions of a topic.</param>
    public static PlanningProblem Create(int seed, int brokers, int partitions, int maxReplicationFactor, int[] domainCounts, int skew = 0, bool pinned = true, int topicSize = 3)
    {
        var random = new Random(seed);
        var offsets = new List<int> { 0 };
        var replicas = new List<int>();
        var movable = new bool[partitions];
        var counted = new bool[partitions];
        var topics = new List<int> { 0 };
        for (var p = 0; p < partitions; p++)
        {
            var factor = 1 + random.Next(Math.Min(maxReplicationFactor, brokers));
            var used = new HashSet<int>();
            for (var i = 0; i < factor; i++)
            {
                int b;
                do
                {
                    b = random.Next(brokers);
                    for (var k = 0; k < skew; k++)
                    {
                        b = Math.Min(b, random.Next(brokers));
                    }
                }
                while (!used.Add(b));
                replicas.Add(random.Next(8) == 0 ? PlanningProblem.Dead : b);
            }

            offsets.Add(replicas.Count);
            counted[p] = replicas.Skip(offsets[p]).Any(b => b >= 0);
            movable[p] = counted[p] && (!pinned || random.Next(6) != 0);
            if (p + 1 == partitions || random.Next(topicSize) == 0)
            {
                topics.Add(p + 1);
            }
        }

        var domains = domainCounts.Select(count => Dense(Enumerable.Range(0, brokers).Select(_ => random.Next(count)).ToArray())).ToArray();
        return new PlanningProblem
        {
            BrokerIds = [.. Enumerable.Range(1, brokers)],
            Domains = domains,
            DomainCounts = [.. domains.Select(d => d.Max() + 1)],
            AcceptsNew = [.. Enumerable.Repeat(true, brokers)],
            Offsets = [.. offsets],
            Replicas = [.. replicas],
            Movable = movable,
            Counted = counted,
            Sizes = [.. Enumerable.Range(0, partitions).Select(_ => (long)random.Next(100))],
            TopicOffsets = [.. topics],
        };
    }

    /// <summary>A random plan for the model: dead replicas and a few others placed on other brokers, pinned partitions as they are.</summary>
    public static int[] Place(PlanningProblem model, int seed)
    {
        var random = new Random(seed);
        var placed = (int[])model.Replicas.Clone();
        for (var p = 0; p < model.PartitionCount; p++)
        {
            if (!model.Movable[p])
            {
                continue;
            }

            var range = model.Offsets[p]..model.Offsets[p + 1];
            for (var slot = model.Offsets[p]; slot < model.Offsets[p + 1]; slot++)
            {
                if (placed[slot] < 0 || random.Next(4) == 0)
                {
                    var free = Enumerable.Range(0, model.BrokerCount).Where(b => !placed[range].Contains(b) && !model.Replicas[range].Contains(b)).ToArray();
                    placed[slot] = free.Length > 0 ? free[random.Next(free.Length)] : placed[slot];
                    if (placed[slot] < 0)
                    {
                        placed[slot] = Enumerable.Range(0, model.BrokerCount).First(b => !placed[range].Contains(b));
                    }
                }
            }
        }

        return placed;
    }

    private static int[] Dense(int[] values)
    {
        var index = values.Distinct().Order().ToList();
        return [.. values.Select(v => index.IndexOf(v))];
    }
}
