using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports.Building;

/// <summary>Adds up what the loss of each domain and each broker would do.</summary>
/// <remarks>One pass with counters for each place, so linear in the replicas.</remarks>
internal sealed class LossTally
{
    private readonly int[][] _placeOf;
    private readonly Counters[][] _more;
    private Counters _base;

    public LossTally(ReportCluster cluster)
    {
        int[] brokers = [.. Enumerable.Range(0, cluster.Brokers.Length)];
        _placeOf = [.. cluster.Domains.Select((_, d) => Array.ConvertAll(brokers, b => cluster.DomainOf(d, b))), brokers];
        _more = [.. cluster.Domains.Select(d => new Counters[d.Length]), new Counters[brokers.Length]];
    }

    /// <summary>The state without any loss.</summary>
    public LossEffect WithoutLoss => new(_base.Offline, _base.UnderMinIsr, _base.Stopped, _base.Leaders);

    /// <summary>The state after the loss of a place: a domain of a dimension, or a broker in the kind behind the last dimension.</summary>
    public LossEffect Of(int kind, int place)
    {
        ref readonly var more = ref _more[kind][place];
        return new LossEffect(
            _base.Offline + more.Offline, _base.UnderMinIsr + more.UnderMinIsr, _base.Stopped + more.Stopped, more.Leaders);
    }

    /// <summary>Adds a partition.</summary>
    /// <param name="inSync">Indices of the live brokers with an in-sync replica.</param>
    /// <param name="leader">The index of its leader, or -1.</param>
    /// <param name="minimum">The topic's <c>min.insync.replicas</c>, or null.</param>
    public void Add(ReadOnlySpan<int> inSync, int leader, int? minimum)
    {
        var (needed, told) = (minimum ?? 1, minimum ?? 0);
        _base.Add(inSync.Length, needed, told, 1);
        for (var kind = 0; kind < _more.Length; kind++)
        {
            var (placeOf, more) = (_placeOf[kind], _more[kind]);
            for (var i = 0; i < inSync.Length; i++)
            {
                var place = placeOf[inSync[i]];
                var lost = CountFirst(placeOf, inSync, i, place);

                // What stays as it is, and that is most, adds nothing: either there are enough without the place, or too few with it.
                if (lost == inSync.Length || (lost > 0 && inSync.Length >= needed && inSync.Length - lost < needed))
                {
                    more[place].Add(inSync.Length - lost, needed, told, 1);
                    more[place].Add(inSync.Length, needed, told, -1);
                }
            }

            if (leader >= 0)
            {
                more[placeOf[leader]].Leaders++;
            }
        }
    }

    /// <summary>How many are in the place of one of them; 0 where an earlier one is there too.</summary>
    private static int CountFirst(int[] placeOf, ReadOnlySpan<int> inSync, int first, int place)
    {
        for (var i = 0; i < first; i++)
        {
            if (placeOf[inSync[i]] == place)
            {
                return 0;
            }
        }

        var count = 1;
        for (var i = first + 1; i < inSync.Length; i++)
        {
            count += placeOf[inSync[i]] == place ? 1 : 0;
        }

        return count;
    }

    /// <summary>A <see cref="LossEffect"/> while it is added up.</summary>
    private struct Counters
    {
        public int Offline;
        public int UnderMinIsr;
        public int Stopped;
        public int Leaders;

        /// <summary>Adds a partition with a number of in-sync replicas.</summary>
        public void Add(int inSync, int needed, int minimum, int step)
        {
            Offline += inSync == 0 ? step : 0;
            UnderMinIsr += inSync < minimum ? step : 0;
            Stopped += inSync < needed ? step : 0;
        }
    }
}

/// <summary>Makes the report of losses out of two tallies.</summary>
internal sealed class LossReportBuilder(ReportCluster cluster)
{
    private readonly LossTally _before = new(cluster);
    private readonly LossTally _after = new(cluster);
    private int[] _inSync = new int[8];

    public void Add(in PlannedPartition partition)
    {
        var now = partition.Partition;
        var leader = cluster.LiveIndexOf(now.Leader);
        var minimum = partition.Topic.MinInSyncReplicas;
        var inSync = InSync(now);
        _before.Add(inSync, leader, minimum);
        if (partition.Change is { } change)
        {
            inSync = Live(change.After);
            leader = inSync.IsEmpty ? -1 : inSync[0];
        }

        _after.Add(inSync, leader, minimum);
    }

    public LossReport Build()
    {
        var losses = ImmutableArray.CreateBuilder<Loss>();
        for (var d = 0; d < cluster.Domains.Length; d++)
        {
            for (var place = 0; place < cluster.Domains[d].Length; place++)
            {
                // Planning takes brokers whose domain is not known for neighbours; what they may share has no name.
                if (cluster.Domains[d][place] is { } domain)
                {
                    losses.Add(new Loss(cluster.Dimensions[d].ShortName, domain, _before.Of(d, place), _after.Of(d, place)));
                }
            }
        }

        for (var b = 0; b < cluster.Brokers.Length; b++)
        {
            if (cluster.Brokers[b].IsLive)
            {
                losses.Add(new Loss(
                    LossReport.BrokerDimension, Quantity.Id(cluster.Brokers[b].Id), _before.Of(cluster.Domains.Length, b),
                    _after.Of(cluster.Domains.Length, b)));
            }
        }

        return new LossReport(new Loss("", "", _before.WithoutLoss, _after.WithoutLoss), losses.ToImmutable());
    }

    // Without a leader nothing is read or written, whoever was in sync last.
    // Of a partition in flight the snapshot has the target, while the replicas that it comes from may be the ones in sync.
    private ReadOnlySpan<int> InSync(in PartitionSnapshot partition) =>
        partition.Health.HasFlag(PartitionHealth.Leaderless) ? []
        : partition.Isr.IsDefault ? Live(partition.Replicas)
        : partition.Health.HasFlag(PartitionHealth.Reassigning) ? Live(partition.Isr)
        : Live(partition.Isr, partition.Replicas);

    private ReadOnlySpan<int> Live(ImmutableArray<int> ids, ImmutableArray<int> among = default)
    {
        if (ids.Length > _inSync.Length)
        {
            _inSync = new int[ids.Length];
        }

        var count = 0;
        var isLimited = !among.IsDefault && among != ids;
        foreach (var id in ids.Ids())
        {
            if (cluster.LiveIndexOf(id) is >= 0 and var index
                && (!isLimited || among.Ids().Has(id))
                && !((ReadOnlySpan<int>)_inSync.AsSpan(0, count)).Has(index))
            {
                _inSync[count++] = index;
            }
        }

        return _inSync.AsSpan(0, count);
    }
}
