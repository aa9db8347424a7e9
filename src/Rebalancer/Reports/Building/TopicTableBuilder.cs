using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports.Building;

/// <summary>Adds partitions up to topics; they come topic by topic.</summary>
internal sealed class TopicTableBuilder(ReportCluster cluster)
{
    private readonly ImmutableArray<TopicRow>.Builder _rows = ImmutableArray.CreateBuilder<TopicRow>();
    private readonly BrokerCounts _replicasBefore = new(cluster);
    private readonly BrokerCounts _replicasAfter = new(cluster);
    private readonly BrokerCounts _leadersBefore = new(cluster);
    private readonly BrokerCounts _leadersAfter = new(cluster);
    private TopicSnapshot? _topic;
    private Sums _sums;

    /// <summary>Adds a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="change">Its change, or null.</param>
    /// <param name="violatedBefore">Whether its spread has an avoidable violation now.</param>
    /// <param name="violatedAfter">Whether it has one after the plan.</param>
    public void Add(in PlannedPartition partition, ChangeRow? change, bool violatedBefore, bool violatedAfter)
    {
        if (!ReferenceEquals(partition.Topic, _topic))
        {
            Finish();
            _topic = partition.Topic;
            _sums = new Sums { MinReplicationFactor = int.MaxValue };
        }

        var (before, after) = (partition.Partition.Replicas, partition.After);
        _sums.LeavingBefore += Count(before.Ids(), _replicasBefore, _leadersBefore);
        _sums.LeavingAfter += Count(after.Ids(), _replicasAfter, _leadersAfter);
        _sums.MinReplicationFactor = Math.Min(_sums.MinReplicationFactor, after.Length);
        _sums.MaxReplicationFactor = Math.Max(_sums.MaxReplicationFactor, after.Length);
        _sums.ViolationsBefore += violatedBefore ? 1 : 0;
        _sums.ViolationsAfter += violatedAfter ? 1 : 0;
        _sums.Changes += change is null ? 0 : 1;
        _sums.Moves += change?.Added.Length ?? 0;
        _sums.MoveBytes += change?.Bytes ?? 0;
        _sums.Bytes += before.Length * partition.Bytes;
        _sums.UnknownSizes += partition.Partition.Size.IsKnown ? 0 : 1;
    }

    public ImmutableArray<TopicRow> Build()
    {
        Finish();
        return _rows.ToImmutable();
    }

    /// <summary>Counts the replicas on brokers that stay, and the first of them as the leader; gives the number of the others.</summary>
    private int Count(ReadOnlySpan<int> list, BrokerCounts replicas, BrokerCounts leaders)
    {
        var staying = 0;
        foreach (var id in list)
        {
            if (cluster.IndexOf(id) is >= 0 and var index && cluster.IsStaying(index))
            {
                replicas.Add(index);
                if (staying++ == 0)
                {
                    leaders.Add(index);
                }
            }
        }

        return list.Length - staying;
    }

    private void Finish()
    {
        if (_topic is null)
        {
            return;
        }

        _rows.Add(new TopicRow(_topic.Name, _topic.Partitions.Length, _sums.MinReplicationFactor, _sums.MaxReplicationFactor)
        {
            MinInSyncReplicas = _topic.MinInSyncReplicas,
            Violations = new BeforeAfter(_sums.ViolationsBefore, _sums.ViolationsAfter),
            OnLeavingBrokers = new BeforeAfter(_sums.LeavingBefore, _sums.LeavingAfter),
            Changes = _sums.Changes,
            Moves = _sums.Moves,
            MoveBytes = _sums.MoveBytes,
            Bytes = _sums.Bytes,
            UnknownSizes = _sums.UnknownSizes,
            ReplicaRange = new BeforeAfter(_replicasBefore.TakeRange(), _replicasAfter.TakeRange()),
            LeaderRange = new BeforeAfter(_leadersBefore.TakeRange(), _leadersAfter.TakeRange()),
        });
        _topic = null;
    }

    /// <summary>A topic's row while it is added up.</summary>
    private struct Sums
    {
        public int MinReplicationFactor;
        public int MaxReplicationFactor;
        public int ViolationsBefore;
        public int ViolationsAfter;
        public int LeavingBefore;
        public int LeavingAfter;
        public int Changes;
        public int Moves;
        public long MoveBytes;
        public long Bytes;
        public int UnknownSizes;
    }

    /// <summary>Counts over the brokers that stay; cleared at the cost of what was counted.</summary>
    private sealed class BrokerCounts(ReportCluster cluster)
    {
        private readonly int[] _counts = new int[cluster.Brokers.Length];
        private readonly int[] _touched = new int[cluster.Brokers.Length];
        private readonly int _staying = cluster.Brokers.Count(b => b.IsStaying);
        private int _touchedCount;

        public void Add(int broker)
        {
            if (_counts[broker]++ == 0)
            {
                _touched[_touchedCount++] = broker;
            }
        }

        public int TakeRange()
        {
            var (least, most) = (int.MaxValue, 0);
            foreach (var index in _touched.AsSpan(0, _touchedCount))
            {
                least = Math.Min(least, _counts[index]);
                most = Math.Max(most, _counts[index]);
                _counts[index] = 0;
            }

            var range = most - (_touchedCount < _staying ? 0 : Math.Min(least, most));
            _touchedCount = 0;
            return range;
        }
    }
}
