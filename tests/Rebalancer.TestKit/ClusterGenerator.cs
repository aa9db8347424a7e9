using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Topology;

namespace Rebalancer.TestKit;

/// <summary>
/// Generates clusters of any size from a seed: grids of fault and update domains in the states that real clusters are found in.
/// </summary>
public static class ClusterGenerator
{
    private static readonly (int FaultDomains, int UpdateDomains, int Brokers)[] s_grids =
        [(3, 5, 20), (2, 5, 14), (3, 3, 12), (1, 6, 9), (4, 4, 19), (5, 20, 110)];

    /// <summary>Every grid with every family, with RF 3 and with RF 1 to 4: the list that planners are measured on.</summary>
    /// <param name="partitionCount">Partitions of each cluster.</param>
    /// <param name="seed">Where the seeds start; every shape has its own.</param>
    public static IEnumerable<ClusterShape> Shapes(int partitionCount, ulong seed = 1)
    {
        foreach (var (faultDomains, updateDomains, brokers) in s_grids)
        {
            foreach (var family in Enum.GetValues<ClusterFamily>())
            {
                foreach (var mixed in new[] { false, true })
                {
                    yield return new ClusterShape
                    {
                        Family = family,
                        FaultDomains = faultDomains,
                        UpdateDomains = updateDomains,
                        BrokerCount = brokers,
                        PartitionCount = partitionCount,
                        MinReplicationFactor = mixed ? 1 : 3,
                        MaxReplicationFactor = mixed ? 4 : 3,
                        Seed = seed++,
                    };
                }
            }
        }
    }

    /// <summary>The request to plan a generated cluster.</summary>
    public static PlanRequest GenerateRequest(ClusterShape shape, PlanOptions? options = null)
    {
        var snapshot = Generate(shape);
        return new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot, null), options ?? PlanOptions.Default);
    }

    /// <summary>Generates a cluster.</summary>
    public static ClusterSnapshot Generate(ClusterShape shape)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.BrokerCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.MinReplicationFactor, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.MaxReplicationFactor, shape.MinReplicationFactor);
        var random = new DeterministicRandom(shape.Seed);
        var brokers = GenerateBrokers(shape, random);
        var ids = brokers.Select(broker => broker.Id).ToArray();
        var hosts = shape.Family == ClusterFamily.ScaleOut ? ids[..((ids.Length * 2 + 2) / 3)] : ids;
        var dead = shape.Family == ClusterFamily.Drained && ids.Length > 1
            ? random.Pick<int>(ids, Math.Max(1, ids.Length / 10)).ToHashSet()
            : [];

        var topics = ImmutableArray.CreateBuilder<TopicSnapshot>();
        for (var left = shape.PartitionCount; left > 0;)
        {
            var partitionCount = Math.Min(left, random.Between(1, Math.Max(4, shape.PartitionCount / 10)));
            var rf = Math.Min(hosts.Length, random.Between(shape.MinReplicationFactor, shape.MaxReplicationFactor));
            var lists = shape.Family == ClusterFamily.ScaleOut
                ? PlaceAsKafka(hosts, partitionCount, rf, random)
                : PlaceAtRandom(hosts, partitionCount, rf, random);
            var partitions = lists.Select((list, p) => GeneratePartition(p, list, dead, random)).ToImmutableArray();
            topics.Add(new TopicSnapshot($"t{topics.Count:d6}", partitions));
            left -= partitionCount;
        }

        return new ClusterSnapshot(
            shape.ToString(),
            [.. brokers.Where(broker => !dead.Contains(broker.Id))],
            [.. brokers.Where(broker => dead.Contains(broker.Id))],
            topics.ToImmutable());
    }

    private static Broker[] GenerateBrokers(ClusterShape shape, DeterministicRandom random)
    {
        var cells = Math.Max(1, shape.FaultDomains) * Math.Max(1, shape.UpdateDomains);
        var weights = Enumerable.Range(0, cells).Select(_ => random.Chance(25) ? 0 : random.Between(1, 8)).ToArray();
        weights[0] = Math.Max(weights[0], 1);
        var bag = Enumerable.Range(0, cells).SelectMany(cell => Enumerable.Repeat(cell, weights[cell])).ToArray();
        var brokers = new Broker[shape.BrokerCount];
        for (var i = 0; i < brokers.Length; i++)
        {
            var index = shape.Family == ClusterFamily.UnevenCells ? bag[random.Next(bag.Length)] : i;
            brokers[i] = new Broker(1001 + i, $"wn{i}-test", RackOf(shape, index));
        }

        return brokers;
    }

    private static string? RackOf(ClusterShape shape, int index) => (shape.FaultDomains, shape.UpdateDomains) switch
    {
        (0, _) => null,
        (_, 0) => $"r{index % shape.FaultDomains}",
        _ => ClusterBuilder.GridRack(index, shape.FaultDomains, shape.UpdateDomains),
    };

    private static int[][] PlaceAtRandom(int[] brokers, int partitionCount, int rf, DeterministicRandom random)
    {
        var lists = new int[partitionCount][];
        var chosen = new List<int>(rf);
        for (var p = 0; p < partitionCount; p++)
        {
            chosen.Clear();
            while (chosen.Count < rf)
            {
                var broker = brokers[random.Next(brokers.Length)];
                if (!chosen.Contains(broker))
                {
                    chosen.Add(broker);
                }
            }

            lists[p] = [.. chosen];
        }

        return lists;
    }

    /// <summary>Kafka's own rule without racks (AdminUtils.assignReplicasToBrokersRackUnaware).</summary>
    private static int[][] PlaceAsKafka(int[] brokers, int partitionCount, int rf, DeterministicRandom random)
    {
        var start = random.Next(brokers.Length);
        var shift = random.Next(brokers.Length);
        var lists = new int[partitionCount][];
        for (var p = 0; p < partitionCount; p++)
        {
            if (p > 0 && p % brokers.Length == 0)
            {
                shift++;
            }

            var first = (start + p) % brokers.Length;
            lists[p] = new int[rf];
            lists[p][0] = brokers[first];
            for (var r = 1; r < rf; r++)
            {
                lists[p][r] = brokers[(first + 1 + ((shift + r - 1) % (brokers.Length - 1))) % brokers.Length];
            }
        }

        return lists;
    }

    private static PartitionSnapshot GeneratePartition(int number, int[] replicas, HashSet<int> dead, DeterministicRandom random)
    {
        var alive = replicas.Where(id => !dead.Contains(id)).ToArray();
        var leader = alive.Length == 0 ? PartitionSnapshot.NoLeader : random.Chance(90) ? alive[0] : alive[random.Next(alive.Length)];
        var isr = random.Chance(97) ? alive : [.. alive.Where(id => id == leader || random.Chance(50))];
        var health = (isr.Length < replicas.Length ? PartitionHealth.UnderReplicated : 0)
            | (alive.Length < replicas.Length ? PartitionHealth.OfflineReplica : 0)
            | (alive.Length == 0 ? PartitionHealth.Leaderless : 0);
        var list = ImmutableArray.Create(replicas);
        var size = DataSize.FromBytes(random.Between(1, 2_000) * 1_048_576L);
        return new PartitionSnapshot(number, list, leader, isr.Length == replicas.Length ? list : [.. isr], size, health);
    }
}
