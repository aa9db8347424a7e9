using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Reports.Building;

/// <summary>Adds up what each broker holds, gets and gives.</summary>
internal sealed class BrokerTableBuilder(ReportCluster cluster)
{
    private readonly BrokerRow[] _rows = [
        .. cluster.Brokers.Select(b => new BrokerRow(b.Id, b.Host, b.Domains, BrokerMarks.None, default, default, default))
    ];

    private readonly Copied[] _copied = new Copied[cluster.Brokers.Length];
    private readonly bool _hasDead = cluster.Brokers.Any(b => !b.IsLive);

    /// <summary>Adds a partition: what dead brokers hold of it, which the metrics of live ones leave out.</summary>
    public void Add(in PlannedPartition partition)
    {
        if (!_hasDead)
        {
            return;
        }

        var (before, after, bytes) = (partition.Partition.Replicas, partition.After, partition.Bytes);
        AddDead(before, bytes, static (was, more) => was with { Before = was.Before + more });
        AddDead(after, bytes, static (was, more) => was with { After = was.After + more });
    }

    /// <summary>Adds a change: what is copied and given up.</summary>
    public void Add(ChangeRow row)
    {
        var bytes = row.Change.Size.BytesOrZero;
        var unknown = row.Change.Size.Bytes is null ? 1 : 0;
        foreach (var id in row.Added.Ids())
        {
            if (cluster.IndexOf(id) is >= 0 and var to)
            {
                _copied[to].MovesIn++;
                _copied[to].BytesIn += bytes;
                _copied[to].UnknownSizes += unknown;
            }
        }

        foreach (var id in row.Removed.Ids())
        {
            if (cluster.IndexOf(id) is >= 0 and var from)
            {
                _copied[from].Removed++;
                _copied[from].BytesRemoved += bytes;
                _copied[from].UnknownSizes += unknown;
            }
        }

        if (cluster.IndexOf(row.Source) is >= 0 and var source)
        {
            _copied[source].MovesOut += row.Added.Length;
            _copied[source].BytesOut += row.Added.Length * bytes;
        }
    }

    /// <summary>Puts the table together.</summary>
    /// <param name="before">The metrics of the live brokers, now.</param>
    /// <param name="after">The same after the plan.</param>
    public BrokerTable Build(PlanMetrics before, PlanMetrics after)
    {
        foreach (var (was, becomes) in before.Brokers.Zip(after.Brokers))
        {
            Update(was.BrokerId, r => r with
            {
                Replicas = new BeforeAfter(was.Replicas, becomes.Replicas),
                Leaders = new BeforeAfter(was.Leaders, becomes.Leaders),
                Bytes = new BeforeAfter(was.Bytes, becomes.Bytes),
            });
        }

        for (var i = 0; i < _rows.Length; i++)
        {
            var (broker, copied) = (cluster.Brokers[i], _copied[i]);
            _rows[i] = _rows[i] with
            {
                MovesIn = copied.MovesIn,
                BytesIn = copied.BytesIn,
                Removed = copied.Removed,
                BytesRemoved = copied.BytesRemoved,
                UnknownSizes = copied.UnknownSizes,
                MovesOut = copied.MovesOut,
                BytesOut = copied.BytesOut,
                Marks = Marks(broker, _rows[i]),
                DiskBytes = broker.UsableBytes is { } free ? free + _rows[i].Bytes.Before : null
            };
        }

        return new BrokerTable(
            [.. _rows.Where((r, i) => !r.Marks.HasFlag(BrokerMarks.Dead) || r.Replicas != default || cluster.Brokers[i].IsNamedDead)],
            Even(after, b => b.Replicas), Even(after, b => b.Leaders), Even(after, b => b.Bytes));
    }

    private static double Even(PlanMetrics metrics, Func<BrokerMetrics, long> load)
    {
        var staying = metrics.Brokers.Where(b => !b.Role.IsLeaving).ToList();
        return staying.Count == 0 ? 0 : (double)staying.Sum(load) / staying.Count;
    }

    private static BrokerMarks Marks(ReportBroker broker, BrokerRow row) =>
        (broker.IsStaying && row.Replicas is { Before: 0, After: > 0 } ? BrokerMarks.New : 0)
        | (broker.Role == BrokerRole.Draining ? BrokerMarks.Draining : 0)
        | (broker.Role == BrokerRole.Dead ? BrokerMarks.Dead : 0)
        | (broker.Role == BrokerRole.Cordoned ? BrokerMarks.Cordoned : 0)
        | (broker.Role == BrokerRole.Excluded ? BrokerMarks.Excluded : 0);

    private void AddDead(ImmutableArray<int> replicas, long bytes, Func<BeforeAfter, long, BeforeAfter> add)
    {
        foreach (var id in replicas.Ids())
        {
            if (cluster.IndexOf(id) is >= 0 and var index && !cluster.Brokers[index].IsLive)
            {
                _rows[index] = _rows[index] with { Replicas = add(_rows[index].Replicas, 1), Bytes = add(_rows[index].Bytes, bytes) };
            }
        }
    }

    private void Update(int id, Func<BrokerRow, BrokerRow> change)
    {
        if (cluster.IndexOf(id) is >= 0 and var index)
        {
            _rows[index] = change(_rows[index]);
        }
    }

    /// <summary>What is copied to a broker and from it, while it is added up.</summary>
    private struct Copied
    {
        public int MovesIn;
        public long BytesIn;
        public int Removed;
        public long BytesRemoved;
        public int MovesOut;
        public long BytesOut;
        public int UnknownSizes;
    }
}
