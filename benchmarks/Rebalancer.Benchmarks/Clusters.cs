using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
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

    private static readonly ClusterShape s_60k = Shape(ClusterFamily.ScaleOut, 3, 5, 60_000, 150);
    private static readonly ClusterShape s_60kOfTwo = s_60k with { MinReplicationFactor = 2, MaxReplicationFactor = 2 };
    private static readonly ClusterShape s_200k = Shape(ClusterFamily.Random, 3, 5, 200_000, 300);

    /// <summary>What operators ask of large clusters, each beside the cluster without it, which is the first of its kind.</summary>
    public static readonly IReadOnlyDictionary<string, Func<PlanRequest>> Asked = new Dictionary<string, Func<PlanRequest>>
    {
        ["60k x 150"] = () => Ask(s_60k, _ => PlanOptions.Default),
        ["60k x 150, 50 cordoned"] = () => Ask(s_60k, brokers => Roles(new() { Cordoned = EveryNth(brokers, 3) })),
        ["60k x 150, 5 drained"] = () => Ask(s_60k, brokers => Roles(new() { Draining = EveryNth(brokers, 30) })),
        ["60k x 150, RF 2"] = () => Ask(s_60kOfTwo, _ => PlanOptions.Default),
        ["60k x 150, RF 2 to 3"] = () => Ask(s_60kOfTwo, _ => PlanOptions.Default with { ReplicationFactorOf = _ => 3 }),
        ["200k x 300"] = () => Ask(s_200k, _ => PlanOptions.Default),
        ["200k x 300, 1,000 moves"] = () => Ask(s_200k, _ => PlanOptions.Default with { Budget = new(Moves: 1_000) }),
    };

    public static PlanRequest Request(string name, PlanAim aim = PlanAim.Balance)
    {
        if (Asked.TryGetValue(name, out var asked))
        {
            return asked();
        }

        var options = PlanOptions.Default with { Aim = aim };
        if (Generated.TryGetValue(name, out var shape))
        {
            return ClusterGenerator.GenerateRequest(shape, options);
        }

        var snapshot = SnapshotFile.Read(InstancePath(name));
        return new(snapshot, TopologyResolver.Resolve(snapshot, null), options);
    }

    public static string InstancePath(string name) => Path.Combine(AppContext.BaseDirectory, "Instances", name + ".json.gz");

    private static PlanRequest Ask(ClusterShape shape, Func<ImmutableArray<int>, PlanOptions> options)
    {
        var request = ClusterGenerator.GenerateRequest(shape);
        return request with { Options = options([.. request.Snapshot.Brokers.Select(b => b.Id)]) };
    }

    private static PlanOptions Roles(GivenRoles roles) => PlanOptions.Default with { Roles = roles };

    private static ImmutableArray<int> EveryNth(ImmutableArray<int> brokers, int n) => [.. brokers.Where((_, i) => i % n == 0)];

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
