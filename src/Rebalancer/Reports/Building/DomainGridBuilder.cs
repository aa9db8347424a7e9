using System.Collections.Immutable;
using Rebalancer.Planning;
using Rebalancer.Topology;

namespace Rebalancer.Reports.Building;

/// <summary>Adds brokers up to the cells of the rack grid.</summary>
internal static class DomainGridBuilder
{
    private static readonly IComparer<GridCell> s_byDomains = Comparer<GridCell>.Create(static (a, b) =>
    {
        for (var d = 0; d < a.Domains.Length; d++)
        {
            if (DomainOrder.Compare(a.Domains[d], b.Domains[d]) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    });

    public static DomainGrid Build(ReportCluster cluster, PlanMetrics before, PlanMetrics after)
    {
        var cells = cluster.Dimensions.IsEmpty
            ? []
            : before.Brokers.Zip(after.Brokers)
                .GroupBy(b => string.Join('\0', b.First.Domains.Select(d => d ?? "")))
                .Select(g => new GridCell(
                    g.First().First.Domains, [.. g.Select(b => b.First.BrokerId)], Sum(g, b => b.Replicas), Sum(g, b => b.Leaders),
                    Sum(g, b => b.Bytes)))
                .Order(s_byDomains)
                .ToImmutableArray();
        ImmutableArray<ImmutableArray<string?>> domains =
        [
            .. cluster.Domains.Select((all, d) => all.Where(domain => cells.Any(c => c.Domains[d] == domain)).ToImmutableArray()),
        ];
        return new DomainGrid(cluster.Dimensions, domains, cells);
    }

    private static BeforeAfter Sum(IEnumerable<(BrokerMetrics First, BrokerMetrics Second)> brokers, Func<BrokerMetrics, long> load) =>
        new(brokers.Sum(b => load(b.First)), brokers.Sum(b => load(b.Second)));
}
