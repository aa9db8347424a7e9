using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Topology;

namespace Rebalancer.Reports.Building;

/// <summary>Adds up who copies to whom: for each source, in a row of sums over all destinations.</summary>
internal sealed class CopyFlowBuilder(ReportCluster cluster)
{
    // Behind those of the brokers, the row of partitions without a leader.
    private readonly Sum[]?[] _rows = new Sum[]?[cluster.Brokers.Length + 1];

    public void Add(ChangeRow row)
    {
        if (row.Added.IsEmpty)
        {
            return;
        }

        var from = row.Source == PartitionSnapshot.NoLeader ? cluster.Brokers.Length : cluster.IndexOf(row.Source);
        var sums = _rows[from] ??= new Sum[cluster.Brokers.Length];
        foreach (var to in row.Added.Ids())
        {
            ref var sum = ref sums[cluster.IndexOf(to)];
            sum.Moves++;
            sum.Bytes += row.Change.Size.BytesOrZero;
        }
    }

    public CopyFlow Build()
    {
        var brokers = ImmutableArray.CreateBuilder<BrokerFlow>();
        Add(brokers, PartitionSnapshot.NoLeader, _rows[^1]);
        for (var from = 0; from < cluster.Brokers.Length; from++)
        {
            Add(brokers, cluster.Brokers[from].Id, _rows[from]);
        }

        var flows = brokers.DrainToImmutable();
        return new CopyFlow(flows, [.. cluster.Dimensions.SelectMany((dimension, d) => OfDomains(flows, dimension.ShortName, d))]);
    }

    private void Add(ImmutableArray<BrokerFlow>.Builder flows, int from, Sum[]? row)
    {
        for (var to = 0; row is not null && to < row.Length; to++)
        {
            if (row[to].Moves > 0)
            {
                flows.Add(new BrokerFlow(from, cluster.Brokers[to].Id, row[to].Moves, row[to].Bytes));
            }
        }
    }

    private IEnumerable<DomainFlow> OfDomains(ImmutableArray<BrokerFlow> brokers, string dimension, int d)
    {
        // The number of each broker's domain; 0 where it is not known, as for partitions without a leader.
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var numberOf = Array.ConvertAll(cluster.Brokers, broker => broker.Domains[d] is not { } name ? 0
            : numbers.TryGetValue(name, out var known) ? known : numbers[name] = numbers.Count + 1);
        string?[] names = [null, .. numbers.OrderBy(n => n.Value).Select(n => n.Key)];
        var sums = new Sum[names.Length * names.Length];
        var order = new List<int>();
        foreach (var flow in brokers)
        {
            var from = flow.From == PartitionSnapshot.NoLeader ? 0 : numberOf[cluster.IndexOf(flow.From)];
            var pair = (from * names.Length) + numberOf[cluster.IndexOf(flow.To)];
            if (sums[pair].Moves == 0)
            {
                order.Add(pair);
            }

            sums[pair].Moves += flow.Moves;
            sums[pair].Bytes += flow.Bytes;
        }

        return order.Select(pair => new DomainFlow(
                dimension, names[pair / names.Length], names[pair % names.Length], sums[pair].Moves, sums[pair].Bytes))
            .OrderBy(f => f.From, s_order).ThenBy(f => f.To, s_order);
    }

    private static readonly IComparer<string?> s_order = Comparer<string?>.Create(DomainOrder.Compare);

    private struct Sum
    {
        public int Moves;
        public long Bytes;
    }
}
