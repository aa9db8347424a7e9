using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Planning;
using Rebalancer.TestKit;
using Rebalancer.Topology;

namespace Rebalancer.Benchmarks;

/// <summary>The clusters that are planned: saved instances by name, and generated ones by their shape.</summary>
internal static class Clusters
{
    /// <summary>Saved clusters just after scale-out whose optimum is proven.</summary>
    public static readonly string[] Saved = ["S", "M", "L"];

    /// <summary>Generated clusters, name = family, grid, partitions, brokers.</summary>
    public static readonly IReadOnlyDictionary<string, ClusterShape> Generated = new Dictionary<string, ClusterShape>
    {
        ["1k random 3x5"] = Shape(ClusterFamily.Random, 3, 5, 1_000, 15),
        ["20k mixed RF 3x3"] = Shape(ClusterFamily.Random, 3, 3, 20_000, 60) with { MinReplicationFactor = 1, MaxReplicationFactor = 4 },
        ["200k random 3x5"] = Shape(ClusterFamily.Random, 3, 5, 200_000, 300),
        ["200k scale-out 3x3"] = Shape(ClusterFamily.ScaleOut, 3, 3, 200_000, 300),
        ["200k drained 3x3"] = Shape(ClusterFamily.Drained, 3, 3, 200_000, 300),
        ["1M random 5x20"] = Shape(ClusterFamily.Random, 5, 20, 1_000_000, 1_000),
    };

    public static PlanRequest Request(string name, PlanAim aim = PlanAim.Balance)
    {
        var options = PlanOptions.Default with { Aim = aim };
        if (Generated.TryGetValue(name, out var shape))
        {
            return ClusterGenerator.GenerateRequest(shape, options);
        }

        var snapshot = SnapshotFile.Read(InstancePath(name));
        return new(snapshot, TopologyResolver.Resolve(snapshot, null), options);
    }

    public static string InstancePath(string name) => Path.Combine(AppContext.BaseDirectory, "Instances", name + ".json.gz");

    private static ClusterShape Shape(ClusterFamily family, int faultDomains, int updateDomains, int partitions, int brokers) =>
        new()
        {
            Family = family,
            FaultDomains = faultDomains,
            UpdateDomains = updateDomains,
            PartitionCount = partitions,
            BrokerCount = brokers
        };
}
