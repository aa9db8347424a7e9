using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Topology;

namespace Rebalancer.Reports.Building;

/// <summary>Adds up who copies to whom.</summary>
internal sealed class CopyFlowBuilder(ReportCluster cluster)
{
    private readonly Dictionary<(int From, int To), (int Moves, long Bytes)> _flows = [];

    public void Add(ChangeRow row)
    {
        foreach (var to in row.Added)
        {
            var (moves, bytes) = _flows.GetValueOrDefault((row.Source, to));
            _flows[(row.Source, to)] = (moves + 1, bytes + row.Change.Size.BytesOrZero);
        }
    }

    public CopyFlow Build()
    {
        ImmutableArray<BrokerFlow> brokers = [.. _flows.OrderBy(f => f.Key)
            .Select(f => new BrokerFlow(f.Key.From, f.Key.To, f.Value.Moves, f.Value.Bytes))];
        var domains = ImmutableArray.CreateBuilder<DomainFlow>();
        for (var d = 0; d < cluster.Dimensions.Length; d++)
        {
            var (dimension, name) = (d, cluster.Dimensions[d].ShortName);
            domains.AddRange(brokers
                .GroupBy(f => (From: Domain(dimension, f.From), To: Domain(dimension, f.To)))
                .Select(g => new DomainFlow(name, g.Key.From, g.Key.To, g.Sum(f => f.Moves), g.Sum(f => f.Bytes)))
                .OrderBy(f => f.From, s_order).ThenBy(f => f.To, s_order));
        }

        return new CopyFlow(brokers, domains.ToImmutable());
    }

    private static readonly IComparer<string?> s_order = Comparer<string?>.Create(DomainOrder.Compare);

    private string? Domain(int dimension, int broker) =>
        broker == PartitionSnapshot.NoLeader ? null : cluster.DomainName(dimension, broker);
}
