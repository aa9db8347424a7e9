using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;

namespace Rebalancer.TestKit.Planning;

/// <summary>Small random clusters as planning problems, from a seed.</summary>
internal static class RandomProblem
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
    public static PlanningProblem Create(
        int seed,
        int brokers,
        int partitions,
        int maxReplicationFactor,
        int[] domainCounts,
        int skew = 0,
        bool pinned = true,
        int topicSize = 3)
    {
        var random = new Random(seed);
        var offsets = new List<int> { 0 };
        var replicas = new List<int>();
        var movable = new bool[partitions];
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
                replicas.Add(random.Next(8) == 0 ? PlanningProblem.None : b);
            }

            offsets.Add(replicas.Count);
            movable[p] = replicas.Skip(offsets[p]).Any(b => b >= 0) && (!pinned || random.Next(6) != 0);
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
            BrokerCount = brokers,
            Roles = [.. Enumerable.Repeat(BrokerRole.Member, brokers)],
            Offsets = [.. offsets],
            Present = [.. replicas],
            Held = [.. Enumerable.Range(0, partitions).Select(p => offsets[p + 1] - offsets[p])],
            Wanted = [.. Enumerable.Range(0, partitions).Select(p => offsets[p + 1] - offsets[p])],
            Movable = movable,
            Sizes = [.. Enumerable.Range(0, partitions).Select(_ => (long)random.Next(100))],
            TopicOffsets = [.. topics],
        };
    }

    /// <summary>
    /// A random plan for the model: dead replicas and a few others placed on other brokers, pinned partitions as they are.
    /// </summary>
    public static Placement Place(PlanningProblem model, int seed)
    {
        var random = new Random(seed);
        var placement = Placement.Present(model);
        var placed = placement.Brokers;
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
                    var free = Enumerable.Range(0, model.BrokerCount)
                        .Where(b => !placed[range].Contains(b) && !model.Present[range].Contains(b)).ToArray();
                    placed[slot] = free.Length > 0 ? free[random.Next(free.Length)] : placed[slot];
                    if (placed[slot] < 0)
                    {
                        placed[slot] = Enumerable.Range(0, model.BrokerCount).First(b => !placed[range].Contains(b));
                    }
                }
            }
        }

        return placement;
    }

    private static int[] Dense(int[] values)
    {
        var index = values.Distinct().Order().ToList();
        return [.. values.Select(v => index.IndexOf(v))];
    }
}
