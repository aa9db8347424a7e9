using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports.Building;

/// <summary>Adds up what the loss of each domain and each broker would do, before or after a plan.</summary>
/// <remarks>One pass with counters for each place, so linear in the replicas.</remarks>
internal sealed class LossTally
{
    private readonly ReportCluster _cluster;
    private readonly LossEffect[][] _more;
    private LossEffect _base;

    public LossTally(ReportCluster cluster)
    {
        _cluster = cluster;
        _more = [.. cluster.Domains.Select(d => new LossEffect[d.Length]), new LossEffect[cluster.Brokers.Length]];
    }

    /// <summary>The state without any loss.</summary>
    public LossEffect WithoutLoss => _base;

    /// <summary>The state after the loss of a place: a domain of a dimension, or a broker in the kind behind the last dimension.</summary>
    public LossEffect Of(int kind, int place)
    {
        var more = _more[kind][place];
        return new LossEffect(
            _base.Offline + more.Offline, _base.UnderMinIsr + more.UnderMinIsr, _base.Stopped + more.Stopped, more.Leaders);
    }

    /// <summary>Adds a partition.</summary>
    /// <param name="inSync">Indices of the live brokers with an in-sync replica.</param>
    /// <param name="leader">The index of its leader, or -1.</param>
    /// <param name="minimum">The topic's <c>min.insync.replicas</c>, or null.</param>
    public void Add(ReadOnlySpan<int> inSync, int leader, int? minimum)
    {
        var all = Effect(inSync.Length, minimum);
        _base = Sum(_base, all);
        for (var kind = 0; kind < _more.Length; kind++)
        {
            for (var i = 0; i < inSync.Length; i++)
            {
                AddLoss(kind, inSync, i, all, minimum);
            }

            if (leader >= 0)
            {
                _more[kind][Place(kind, leader)] = Sum(_more[kind][Place(kind, leader)], new LossEffect(0, 0, 0, 1));
            }
        }
    }

    private void AddLoss(int kind, ReadOnlySpan<int> inSync, int replica, LossEffect all, int? minimum)
    {
        var place = Place(kind, inSync[replica]);
        var outside = 0;
        for (var i = 0; i < inSync.Length; i++)
        {
            var same = Place(kind, inSync[i]) == place;
            if (same && i < replica)
            {
                return;
            }

            outside += same ? 0 : 1;
        }

        var left = Effect(outside, minimum);
        _more[kind][place] = Sum(
            _more[kind][place],
            new LossEffect(left.Offline - all.Offline, left.UnderMinIsr - all.UnderMinIsr, left.Stopped - all.Stopped, 0));
    }

    private static LossEffect Effect(int inSync, int? minimum) =>
        new(inSync == 0 ? 1 : 0, inSync < minimum ? 1 : 0, inSync < (minimum ?? 1) ? 1 : 0, 0);

    private static LossEffect Sum(LossEffect a, LossEffect b) =>
        new(a.Offline + b.Offline, a.UnderMinIsr + b.UnderMinIsr, a.Stopped + b.Stopped, a.Leaders + b.Leaders);

    private int Place(int kind, int broker) => kind < _cluster.Domains.Length ? _cluster.DomainOf(kind, broker) : broker;
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
                losses.Add(
                    new Loss(cluster.Dimensions[d].ShortName, cluster.Domains[d][place] ?? "?", _before.Of(d, place), _after.Of(d, place)));
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

    // Of a partition in flight the snapshot has the target, while the replicas that it comes from may be the ones in sync.
    private ReadOnlySpan<int> InSync(in PartitionSnapshot partition) =>
        partition.Isr.IsDefault ? Live(partition.Replicas)
        : partition.Health.HasFlag(PartitionHealth.Reassigning) ? Live(partition.Isr)
        : Live(partition.Isr, partition.Replicas);

    private ReadOnlySpan<int> Live(ImmutableArray<int> ids, ImmutableArray<int> among = default)
    {
        if (ids.Length > _inSync.Length)
        {
            _inSync = new int[ids.Length];
        }

        var count = 0;
        foreach (var id in ids)
        {
            if (cluster.LiveIndexOf(id) is >= 0 and var index
                && (among.IsDefault || among.Contains(id))
                && !_inSync.AsSpan(0, count).Contains(index))
            {
                _inSync[count++] = index;
            }
        }

        return _inSync.AsSpan(0, count);
    }
}
