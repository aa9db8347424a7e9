using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Topology;

namespace Rebalancer.Reports;

/// <summary>A cluster as it is: its grid of domains, how the rack is respected, its balance and its health.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record ClusterReport
{
    /// <summary>Kafka's cluster id, or null where not known.</summary>
    public required string? ClusterId { get; init; }

    /// <summary>Live brokers.</summary>
    public required int BrokerCount { get; init; }

    /// <summary>Ids of brokers that are down and listed as such, ascending.</summary>
    public required ImmutableArray<int> DeadBrokers { get; init; }

    /// <summary>Ids of live brokers that take nothing new, ascending.</summary>
    public required ImmutableArray<int> CordonedBrokers { get; init; }

    /// <summary>Topics.</summary>
    public required int TopicCount { get; init; }

    /// <summary>Partitions.</summary>
    public required int PartitionCount { get; init; }

    /// <summary>Replicas over all partitions, dead ones included.</summary>
    public required long ReplicaCount { get; init; }

    /// <summary>How many partitions have each replication factor, ascending by factor.</summary>
    public required ImmutableArray<ReplicationFactorCount> ReplicationFactors { get; init; }

    /// <summary>Partitions whose size the snapshot does not tell.</summary>
    public required int UnknownSizeCount { get; init; }

    /// <summary>How many partitions are in each state that is not healthy, in the order of <see cref="PartitionHealth"/>; states without partitions are left out.</summary>
    public required ImmutableArray<HealthCount> Health { get; init; }

    /// <summary>The rack dimensions.</summary>
    public required ImmutableArray<RackDimension> Dimensions { get; init; }

    /// <summary>The cells of the grid that have live brokers, sorted by their domains.</summary>
    public required ImmutableArray<GridCell> Cells { get; init; }

    /// <summary>The measures of violations and balance.</summary>
    public required PlanMetrics Metrics { get; init; }

    /// <summary>What the readers of the input have to say.</summary>
    public required ImmutableArray<PlanNote> Notes { get; init; }

    /// <summary>Describes a cluster.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="topology">Where its brokers sit.</param>
    /// <param name="metrics">Its measures.</param>
    public static ClusterReport Create(ClusterSnapshot snapshot, RackTopology topology, PlanMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(metrics);
        var partitions = snapshot.Topics.SelectMany(t => t.Partitions);
        return new ClusterReport
        {
            ClusterId = snapshot.ClusterId,
            BrokerCount = snapshot.Brokers.Length,
            DeadBrokers = [.. snapshot.DeadBrokers.Select(b => b.Id)],
            CordonedBrokers = [.. snapshot.Brokers.Where(b => b.Cordoned).Select(b => b.Id)],
            TopicCount = snapshot.Topics.Length,
            PartitionCount = snapshot.PartitionCount,
            ReplicaCount = partitions.Sum(p => (long)p.Replicas.Length),
            ReplicationFactors = [.. partitions.GroupBy(p => p.Replicas.Length).OrderBy(g => g.Key).Select(g => new ReplicationFactorCount(g.Key, g.Count()))],
            UnknownSizeCount = partitions.Count(p => p.SizeBytes == PartitionSnapshot.UnknownSize),
            Health = [.. Enum.GetValues<PartitionHealth>()
                .Where(h => h != PartitionHealth.Healthy)
                .Select(h => new HealthCount(h, partitions.Count(p => p.Health.HasFlag(h))))
                .Where(h => h.Partitions > 0)],
            Dimensions = topology.Dimensions,
            Cells = Grid(topology.Dimensions.Length, metrics),
            Metrics = metrics,
            Notes = PlanNotes.OfInput(snapshot, topology),
        };
    }

    private static ImmutableArray<GridCell> Grid(int dimensionCount, PlanMetrics metrics) =>
        dimensionCount == 0
            ? []
            : [.. metrics.Brokers
                .GroupBy(b => string.Join('\0', b.Domains.Select(d => d ?? "")))
                .Select(g => new GridCell(g.First().Domains, [.. g.Select(b => b.BrokerId)], g.Sum(b => (long)b.Replicas)))
                .OrderBy(c => c, GridCell.ByDomains)];
}

/// <summary>How many partitions have a replication factor.</summary>
/// <param name="Factor">The replication factor.</param>
/// <param name="Partitions">Its partitions.</param>
public readonly record struct ReplicationFactorCount(int Factor, int Partitions);

/// <summary>How many partitions are in a state that is not healthy.</summary>
/// <param name="State">One flag.</param>
/// <param name="Partitions">Its partitions.</param>
public readonly record struct HealthCount(PartitionHealth State, int Partitions);

/// <summary>The live brokers that share all their domains, and their replicas.</summary>
/// <param name="Domains">One a dimension; null where not known.</param>
/// <param name="BrokerIds">The brokers, ascending.</param>
/// <param name="Replicas">The replicas that they hold together.</param>
public sealed record GridCell(ImmutableArray<string?> Domains, ImmutableArray<int> BrokerIds, long Replicas)
{
    internal static IComparer<GridCell> ByDomains { get; } = Comparer<GridCell>.Create(static (a, b) =>
    {
        for (var d = 0; d < a.Domains.Length; d++)
        {
            var order = DomainOrder.Compare(a.Domains[d], b.Domains[d]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    });
}
