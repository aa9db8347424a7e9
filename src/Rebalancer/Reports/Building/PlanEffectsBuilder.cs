using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.Scheduling;
using Rebalancer.Topology;
using Rebalancer.Verification;

namespace Rebalancer.Reports.Building;

/// <summary>Works out what changes do to a cluster, in one pass over its partitions.</summary>
internal sealed class PlanEffectsBuilder
{
    private readonly ClusterSnapshot _snapshot;
    private readonly ReportCluster _cluster;
    private readonly PartitionSpread _spread;
    private readonly TopicTableBuilder _topics;
    private readonly BrokerTableBuilder _brokers;
    private readonly CopyFlowBuilder _flow;
    private readonly ChangeReasons _reasons;
    private readonly SpreadState _now;
    private readonly SpreadState _then;
    private readonly ReplicaListCache _lists = new();
    private readonly ImmutableArray<ChangeRow>.Builder _rows;
    private long _replicas;
    private int _unknownSizes;

    private PlanEffectsBuilder(ClusterSnapshot snapshot, RackTopology topology, ImmutableArray<PartitionChange> changes, GivenRoles given)
    {
        _snapshot = snapshot;
        _cluster = new ReportCluster(snapshot, topology, BrokerRoles.Assign(snapshot, given));
        _spread = new PartitionSpread(new VerifiedCluster(snapshot, topology, given));
        _topics = new TopicTableBuilder(_cluster);
        _brokers = new BrokerTableBuilder(_cluster);
        _flow = new CopyFlowBuilder(_cluster);
        _reasons = new ChangeReasons(_cluster, changes);
        _now = new SpreadState(topology.Dimensions.Length);
        _then = new SpreadState(topology.Dimensions.Length);
        _rows = ImmutableArray.CreateBuilder<ChangeRow>(changes.Length);
    }

    /// <summary>Works it out.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="topology">Where its live brokers sit.</param>
    /// <param name="changes">The changes, sorted by topic and partition.</param>
    /// <param name="before">The measures of the cluster.</param>
    /// <param name="after">The measures after the changes.</param>
    /// <param name="given">Brokers that were given a role.</param>
    /// <param name="copying">How the plan would be carried out, for the estimate.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static PlanEffects Build(
        ClusterSnapshot snapshot,
        RackTopology topology,
        ImmutableArray<PartitionChange> changes,
        PlanMetrics before,
        PlanMetrics after,
        GivenRoles given,
        CopyOptions copying,
        CancellationToken cancellationToken)
    {
        var builder = new PlanEffectsBuilder(snapshot, topology, changes, given);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // What nothing else here needs, meanwhile on another thread.
        var estimating = Task.Run(
            () => CopyEstimator.Estimate(builder.Copies(changes), copying with { Topology = topology }, work.Token), default);
        var losing = Task.Run(() => builder.Losses(changes, work.Token), default);
        try
        {
            builder.AddAll(changes, cancellationToken);
            return builder.Build(before, after, losing.GetAwaiter().GetResult(), () => estimating.GetAwaiter().GetResult());
        }
        finally
        {
            work.Cancel();
        }
    }

    /// <summary>What is copied, each from the leader that the partition has now.</summary>
    private ImmutableArray<Copy> Copies(ImmutableArray<PartitionChange> changes)
    {
        var copies = ImmutableArray.CreateBuilder<Copy>(changes.Length);
        foreach (var partition in PlannedPartitions.Of(_snapshot, changes))
        {
            if (partition.Change is { } change && ReplicaDifference.Count(change.After, change.Before) > 0)
            {
                copies.Add(new Copy(change, Source(partition)));
            }
        }

        return copies.DrainToImmutable();
    }

    private int Source(in PlannedPartition partition) =>
        _cluster.LiveIndexOf(partition.Partition.Leader) >= 0 ? partition.Partition.Leader : PartitionSnapshot.NoLeader;

    private LossReport Losses(ImmutableArray<PartitionChange> changes, CancellationToken cancellationToken)
    {
        var losses = new LossReportBuilder(_cluster);
        foreach (var partition in PlannedPartitions.Of(_snapshot, changes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            losses.Add(partition);
        }

        return losses.Build();
    }

    private void AddAll(ImmutableArray<PartitionChange> changes, CancellationToken cancellationToken)
    {
        TopicSnapshot? topic = null;
        foreach (var partition in PlannedPartitions.Of(_snapshot, changes))
        {
            if (!ReferenceEquals(topic, partition.Topic))
            {
                cancellationToken.ThrowIfCancellationRequested();
                topic = partition.Topic;
            }

            _replicas += partition.Partition.Replicas.Length;
            _unknownSizes += partition.Partition.Size.IsKnown ? 0 : 1;
            _spread.Of(partition.Partition.Replicas, set: null);
            _brokers.Add(partition);
            if (partition.Change is { } change)
            {
                AddChange(partition, change);
            }
            else
            {
                _spread.Measure(partition.Partition.Replicas.Ids());
                _topics.Add(partition, null, _spread.IsViolated, _spread.IsViolated);
            }
        }
    }

    private void AddChange(in PlannedPartition partition, PartitionChange change)
    {
        _now.Measure(_spread, change.Before);
        _then.Measure(_spread, change.After);
        var added = ReplicaDifference.Of(change.After, change.Before, _lists);
        var removed = ReplicaDifference.Of(change.Before, change.After, _lists);
        var row = new ChangeRow(
            change, Source(partition), added, removed,
            _reasons.Of(change, added, removed, _now, _then) ?? RoomMaking.ToBeFound);
        _topics.Add(partition, row, _now.IsViolated, _then.IsViolated);
        _brokers.Add(row);
        _flow.Add(row);
        _rows.Add(row);
    }

    private PlanEffects Build(PlanMetrics before, PlanMetrics after, LossReport risk, Func<MoveEstimate?> time)
    {
        var rows = RoomMaking.Complete(_rows.DrainToImmutable(), _reasons);
        var cluster = new ClusterSummary
        {
            ClusterId = _snapshot.ClusterId,
            ReadAt = _snapshot.ReadAt,
            BrokerCount = before.Brokers.Length,
            TopicCount = _snapshot.Topics.Length,
            PartitionCount = _snapshot.PartitionCount,
            ReplicaCount = _replicas,
            UnknownSizeCount = _unknownSizes,
            UnknownMinimumCount = _snapshot.Topics.Count(t => t.MinInSyncReplicas is null),
            Dimensions = _cluster.Dimensions,
        };
        return new PlanEffects
        {
            Cluster = cluster,
            Measures = MeasureTable.Of(before, after, cluster.SizesUnknown),
            Before = before,
            After = after,
            Risk = risk,
            Grid = DomainGridBuilder.Build(_cluster, before, after),
            Brokers = _brokers.Build(before, after),
            Flow = _flow.Build(),
            Topics = _topics.Build(),
            Changes = rows,
            MoveCount = rows.Sum(r => r.Added.Length),
            MoveBytes = rows.Sum(r => r.Bytes ?? 0),
            MovedUnknownSizeCount = rows.Count(r => r.Bytes is null),
            LeaderChangeCount = rows.Count(r => r.Change.Before[0] != r.Change.After[0]),
            Time = time(),
        };
    }
}
