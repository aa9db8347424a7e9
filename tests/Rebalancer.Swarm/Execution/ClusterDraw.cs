using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Plans;
using Rebalancer.TestKit;

namespace Rebalancer.Swarm.Execution;

/// <summary>A random cluster, and a random plan for it.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Plan">What is to be.</param>
/// <param name="ChangesReplicationFactors">Whether some targets have another number of replicas.</param>
internal sealed record ClusterDraw(SimulatedCluster Cluster, PlanManifest Plan, bool ChangesReplicationFactors)
{
    /// <summary>How far time goes at once.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private const long Megabyte = 1_000_000;

    public static ClusterDraw From(DeterministicRandom random, TimeProvider time)
    {
        var cluster = new SimulatedCluster(
            new SimulatedClusterOptions
            {
                Release = (SimulatedRelease)random.Next(4),
                Tick = Step,
                MetadataLag = TimeSpan.FromMilliseconds(random.Chance(70) ? 50 : random.Next(3000)),
                SessionTimeout = TimeSpan.FromSeconds(random.Between(6, 18)),
                LogDirsPerBroker = random.Between(1, 2),
                DiskBytesPerSecond = random.Between(20, 400) * Megabyte,
                RequestTimeout = TimeSpan.FromSeconds(random.Between(5, 60)),
            },
            time);
        var brokers = random.Between(3, 9);
        var (faultDomains, updateDomains) = (random.Between(1, 3), random.Between(1, 3));
        var hasRacks = random.Chance(80);
        for (var id = 1; id <= brokers; id++)
        {
            cluster.AddBroker(id, hasRacks ? $"FD{(id - 1) % faultDomains}UD{(id - 1) / faultDomains % updateDomains}" : null);
        }

        var changesFactors = random.Chance(15);
        var changes = ImmutableArray.CreateBuilder<PartitionChange>();
        string[] names = ["alpha", "beta", "gamma", "__consumer_offsets"];
        foreach (var name in names[..random.Between(1, names.Length)])
        {
            AddTopic(random, cluster, name, changesFactors, changes);
        }

        var sorted = changes.OrderBy(c => c.TopicPartition).ToImmutableArray();
        return new ClusterDraw(
            cluster,
            new PlanManifest
            {
                ClusterId = cluster.Options.ClusterId,
                Fingerprint = PlanFingerprint.Compute(cluster.Options.ClusterId, sorted),
                Aim = PlanAim.Balance,
                Changes = sorted,
                NotReversible = [],
            },
            changesFactors);
    }

    /// <summary>A random list of live and other brokers.</summary>
    public static int[] List(DeterministicRandom random, SimulatedCluster cluster, int length)
    {
        var ids = cluster.Brokers.Select(b => b.Id).ToArray();
        return random.Pick<int>(ids, Math.Min(length, ids.Length));
    }

    /// <summary>How a run is to go, drawn anew for each command.</summary>
    public ExecutionOptions Options(DeterministicRandom random) => ExecutionOptions.Default with
    {
        Throttle = random.Next(4) switch
        {
            0 => ThrottleSetting.None,
            1 => ThrottleSetting.Auto,
            2 => ThrottleSetting.Parse($"{random.Between(1, 100)}MB"),
            _ => null,
        },
        MaxMovesIn = random.Between(1, 5),
        MaxMovesOut = random.Between(1, 5),
        MaxMoves = random.Between(1, 20),
        MaxBytesIn = random.Chance(20) ? random.Between(1, 500) * Megabyte : long.MaxValue,
        MaxBytesOut = random.Chance(20) ? random.Between(1, 500) * Megabyte : long.MaxValue,
        SmallFirst = random.Chance(30),
        WholePartition = random.Chance(30),
        SkipDrifted = random.Chance(30),
        AllowReplicationFactorChange = ChangesReplicationFactors,
        AllowUnderReplicated = random.Chance(20),
        RequireHealthyCluster = random.Chance(20),
        CancelStalled = random.Chance(30),
        PollInterval = TimeSpan.FromSeconds(random.Between(1, 6)),
        StallTimeout = TimeSpan.FromSeconds(random.Between(31, 300)),
        DeadBrokerGrace = TimeSpan.FromSeconds(random.Between(5, 120)),
        HoldTimeout = TimeSpan.FromSeconds(random.Between(10, 400)),
    };

    private static void AddTopic(
        DeterministicRandom random, SimulatedCluster cluster, string name, bool changesFactors,
            ImmutableArray<PartitionChange>.Builder changes)
    {
        var brokers = cluster.Brokers.Count;
        var factor = random.Between(1, Math.Min(4, brokers));
        var bytes = random.Next(4) switch
        {
            0 => 0,
            1 => random.Between(1, 5) * Megabyte,
            2 => random.Between(5, 50) * Megabyte,
            _ => random.Between(50, 500) * Megabyte,
        };
        var lists = Enumerable.Range(0, random.Between(1, 5)).Select(_ => List(random, cluster, factor)).ToArray();
        cluster.AddTopic(name, bytes, lists);
        for (var partition = 0; partition < lists.Length; partition++)
        {
            var target = Target(random, cluster, lists[partition], changesFactors);
            if (!target.SequenceEqual(lists[partition]))
            {
                changes.Add(new PartitionChange(
                    new TopicPartition(name, partition), [.. lists[partition]], [.. target], DataSize.FromBytes(bytes)));
            }
        }
    }

    private static int[] Target(DeterministicRandom random, SimulatedCluster cluster, int[] present, bool changesFactors)
    {
        var length = changesFactors && random.Chance(40)
            ? Math.Max(Math.Min(2, present.Length), present.Length + (random.Chance(50) ? 1 : -1)) : present.Length;
        switch (random.Next(4))
        {
            case 0:
                return present;
            case 1:
                var shuffled = present.ToArray();
                random.Shuffle<int>(shuffled);
                return shuffled;
            case 2:
                return List(random, cluster, length);
            default:
                var others = cluster.Brokers.Select(b => b.Id).Except(present).ToArray();
                var target = present.ToArray();
                if (others.Length > 0)
                {
                    target[random.Next(target.Length)] = others[random.Next(others.Length)];
                }

                return target;
        }
    }
}
