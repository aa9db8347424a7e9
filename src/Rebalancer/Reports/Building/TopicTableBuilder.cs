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
    private TopicRow? _row;

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
            _row = new TopicRow(_topic.Name, _topic.Partitions.Length, int.MaxValue, 0) { MinInSyncReplicas = _topic.MinInSyncReplicas };
        }

        var (before, after) = (partition.Partition.Replicas, partition.After);
        _replicasBefore.AddAll(before);
        _replicasAfter.AddAll(after);
        _leadersBefore.AddFirst(before);
        _leadersAfter.AddFirst(after);
        var row = _row!;
        _row = row with
        {
            MinReplicationFactor = Math.Min(row.MinReplicationFactor, after.Length),
            MaxReplicationFactor = Math.Max(row.MaxReplicationFactor, after.Length),
            Violations = new BeforeAfter(row.Violations.Before + (violatedBefore ? 1 : 0), row.Violations.After + (violatedAfter ? 1 : 0)),
            OnLeavingBrokers = new BeforeAfter(row.OnLeavingBrokers.Before + Leaving(before), row.OnLeavingBrokers.After + Leaving(after)),
            Changes = row.Changes + (change is null ? 0 : 1),
            Moves = row.Moves + (change?.Added.Length ?? 0),
            MoveBytes = row.MoveBytes + (change?.Bytes ?? 0),
            Bytes = row.Bytes + before.Length * partition.Bytes,
            UnknownSizes = row.UnknownSizes + (partition.Partition.Size.IsKnown ? 0 : 1),
        };
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
        if (_row is not null)
        {
            _rows.Add(_row with
            {
                ReplicaRange = new BeforeAfter(_replicasBefore.TakeRange(), _replicasAfter.TakeRange()),
                LeaderRange = new BeforeAfter(_leadersBefore.TakeRange(), _leadersAfter.TakeRange()),
            });
            _row = null;
        }
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
