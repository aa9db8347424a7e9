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
        _replicasBefore.AddAll(before);
        _replicasAfter.AddAll(after);
        _leadersBefore.AddFirst(before);
        _leadersAfter.AddFirst(after);
        _sums.MinReplicationFactor = Math.Min(_sums.MinReplicationFactor, after.Length);
        _sums.MaxReplicationFactor = Math.Max(_sums.MaxReplicationFactor, after.Length);
        _sums.ViolationsBefore += violatedBefore ? 1 : 0;
        _sums.ViolationsAfter += violatedAfter ? 1 : 0;
        _sums.LeavingBefore += Leaving(before);
        _sums.LeavingAfter += Leaving(after);
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

    private int Leaving(ImmutableArray<int> replicas)
    {
        var leaving = 0;
        foreach (var id in replicas)
        {
            leaving += cluster.IndexOf(id) is >= 0 and var index && cluster.Brokers[index].IsStaying ? 0 : 1;
        }

        return leaving;
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
        private readonly List<int> _touched = [];
        private readonly int _staying = cluster.Brokers.Count(b => b.IsStaying);

        public void AddAll(ImmutableArray<int> replicas)
        {
            foreach (var id in replicas)
            {
                TryAdd(id);
            }
        }

        public void AddFirst(ImmutableArray<int> replicas)
        {
            foreach (var id in replicas)
            {
                if (TryAdd(id))
                {
                    return;
                }
            }
        }

        public int TakeRange()
        {
            var (least, most) = (int.MaxValue, 0);
            foreach (var index in _touched)
            {
                least = Math.Min(least, _counts[index]);
                most = Math.Max(most, _counts[index]);
                _counts[index] = 0;
            }

            var range = most - (_touched.Count < _staying ? 0 : Math.Min(least, most));
            _touched.Clear();
            return range;
        }

        private bool TryAdd(int id)
        {
            if (cluster.LiveIndexOf(id) is not (>= 0 and var index) || !cluster.Brokers[index].IsStaying)
            {
                return false;
            }

            if (_counts[index]++ == 0)
            {
                _touched.Add(index);
            }

            return true;
        }
    }
}
