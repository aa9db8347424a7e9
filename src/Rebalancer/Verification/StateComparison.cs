using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>Goes over all partitions once and compares the cluster before and after.</summary>
internal sealed class StateComparison(VerifiedCluster cluster, LeftAloneRules leftAlone, VerificationOptions options, FindingList findings)
{
    private readonly StateTally _before = new(cluster);
    private readonly StateTally _after = new(cluster);
    private readonly PartitionSpread _spread = new(cluster);
    private readonly ImmutableArray<PartitionChange>.Builder _changes = ImmutableArray.CreateBuilder<PartitionChange>();
    private int _moves;
    private int _leaderChanges;
    private long _moveBytes;
    private long _missingReplicas;
    private long _leavingInReach;
    private long _lackingInReach;

    /// <summary>Compares; findings go into the list and not into the report.</summary>
    /// <param name="topics">All topics.</param>
    /// <param name="planned">The plan's entry for each partition, null for no change.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    public VerificationReport Run(TopicRules[] topics, PartitionChange?[] planned, CancellationToken cancellationToken)
    {
        _changes.Capacity = planned.Count(change => change is not null);
        var index = 0;
        foreach (var topic in topics)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ref readonly var partition in topic.Topic.Partitions.AsSpan())
            {
                Compare(topic, partition, planned[index++]);
            }
        }

        RequireLimit("moves", "replicas to copy", _moves, options.Budget.Moves);
        RequireLimit("bytes", "bytes to copy", _moveBytes, options.Budget.Bytes);
        RequireLimit("leader-changes", "changes of the preferred leader", _leaderChanges, options.Budget.LeaderChanges);
        return new VerificationReport
        {
            Findings = [],
            ErrorCount = 0,
            WarningCount = 0,
            Before = _before.ToMetrics(),
            After = _after.ToMetrics(),
            ChangedPartitionCount = _changes.Count,
            Changes = _changes.DrainToImmutable(),
            MoveCount = _moves,
            MoveBytes = _moveBytes,
            LeaderChangeCount = _leaderChanges,
            UnevenPartitionCount = _after.UnevenPartitions,
            MissingReplicaCount = _missingReplicas,
        };
    }

    /// <summary>The value of a goal after the plan.</summary>
    public long? Value(Goal goal, VerificationReport report) =>
        goal == Goal.Leaving ? _after.Leaving
        : goal == Goal.MissingReplicas ? _missingReplicas
        : goal == Goal.Spread ? _after.Lacking
        : goal == Goal.Evenness ? _after.Excess
        : goal == Goal.Balance ? report.After.ReplicaSumOfSquares
        : goal == Goal.Moves ? report.MoveCount
        : goal == Goal.Leaders ? report.After.LeaderSumOfSquares
        : goal == Goal.LeaderChanges ? report.LeaderChangeCount
        : null;

    /// <summary>
    /// What a plan without limits can reach in a goal whatever comes of the others, so that no lower bound is above it; null where that is
    /// not known.
    /// </summary>
    public long? Reachable(Goal goal) =>
        goal == Goal.Leaving ? _leavingInReach
        : goal == Goal.MissingReplicas ? 0
        : goal == Goal.Spread ? _lackingInReach
        : null;

    private void Compare(TopicRules topic, in PartitionSnapshot partition, PartitionChange? planned)
    {
        var bytes = partition.Size.BytesOrZero;
        var present = partition.Replicas;
        _spread.Of(present, topic.BrokerSet);
        _spread.Measure(present.Ids());
        _before.Add(present.Length, bytes, _spread);
        var (live, lacking) = (_spread.Live, _spread.Lacking);
        var after = present;
        if (planned is not null && !planned.After.Ids().IsSameAs(present.Ids()))
        {
            after = planned.After;
            CompareChange(topic, partition, planned);
        }

        _after.Add(after.Length, bytes, _spread);
        if (_spread.IsViolated && _spread.Live > 0)
        {
            WarnOfViolation(new TopicPartition(topic.Topic.Name, partition.Partition), _spread.TotalMissing);
        }

        if (options.IsOwnPlan)
        {
            Reach(topic, partition, after, live == 0 ? 0 : lacking);
        }
    }

    private void CompareChange(TopicRules topic, in PartitionSnapshot partition, PartitionChange change)
    {
        var (present, planned) = (partition.Replicas, change.After);
        var name = new TopicPartition(topic.Topic.Name, partition.Partition);

        // An entry that says what the cluster says is told as it is.
        var isTold = !change.Before.IsDefault && change.Before.Ids().IsSameAs(present.Ids()) && change.Size == partition.Size;
        _changes.Add(isTold ? change : new PartitionChange(name, present, planned, partition.Size));
        CountChange(present.Ids(), planned.Ids(), partition.Size.BytesOrZero);
        var (missing, excess) = (_spread.TotalMissing, _spread.AvoidableExcess);
        var wanted = topic.Wanted(partition, isPinned: false);
        if (options.IsOwnPlan && options.OnlyRepairs && !NeedsRepair(present, wanted))
        {
            ReportUnneeded(name);
        }

        _spread.Measure(planned.Ids());
        if (_spread.TotalMissing > missing || (_spread.TotalMissing == missing && _spread.AvoidableExcess > excess))
        {
            ReportWorse(name, missing, MayGetWorse(present, planned));
        }
    }

    private void ReportUnneeded(TopicPartition name) => findings.Add(
        FindingSeverity.Error, "needs-no-repair", name, () => $"{name} is changed, but nothing about it is to be repaired.");

    private void CountChange(ReadOnlySpan<int> present, ReadOnlySpan<int> planned, long bytes)
    {
        _leaderChanges += present.Length > 0 && present[0] != planned[0] ? 1 : 0;
        var moves = ReplicaDifference.Count(planned, present);
        _moves += moves;
        _moveBytes += moves * bytes;
    }

    /// <summary>
    /// Whether the partition has a replica on a leaving broker or outside its broker set, another number than wanted, or an avoidable
    /// violation.
    /// </summary>
    private bool NeedsRepair(ImmutableArray<int> present, int wanted)
    {
        _spread.Measure(present.Ids(), wanted);
        return present.Length != wanted || _spread.IsViolated
            || present.Any(id => cluster.RoleOf(id).IsLeaving || _spread.IsOutsideSet(id));
    }

    /// <summary>
    /// Whether a partition may lose distinct domains: the options say so, or its replicas are another number than before, or what comes
    /// first (empty brokers, a broker in another one's place) leaves it no better choice.
    /// </summary>
    private bool MayGetWorse(ImmutableArray<int> present, ImmutableArray<int> planned) =>
        options.WorseSpreadAllowed || !options.Replacements.IsEmpty || planned.Length != present.Length
        || (!options.Budget.IsUnlimited
            && present.Any(id => !planned.Contains(id) && (cluster.RoleOf(id).IsLeaving || _spread.IsOutsideSet(id))));

    private void ReportWorse(TopicPartition topicPartition, int missing, bool isAllowed)
    {
        var after = _spread.TotalMissing;
        if (after > missing)
        {
            findings.Add(
                isAllowed ? FindingSeverity.Warning : FindingSeverity.Error,
                "spread-worse",
                topicPartition,
                () => $"{topicPartition} lacks {Domains(missing)} now and would lack {after}.");
        }
        else
        {
            findings.Add(FindingSeverity.Warning, "spread-less-even", topicPartition,
                () => $"{topicPartition} would have its replicas less evenly over the domains than now.");
        }
    }

    private void WarnOfViolation(TopicPartition name, int left) => findings.Add(
        FindingSeverity.Warning,
        left > 0 ? "avoidable-violation" : "uneven-spread",
        name,
        () => left > 0 ? $"{name} has {Domains(left)} fewer than it could have."
            : $"{name} has more replicas in one domain than it needs to have.");

    /// <summary>Adds up what the goals before balance come to at best.</summary>
    private void Reach(TopicRules topic, in PartitionSnapshot partition, ImmutableArray<int> after, int lackingNow)
    {
        var isPinned = options.PinFilter?.Invoke(new TopicPartition(topic.Topic.Name, partition.Partition)) ?? false;
        if (!leftAlone.MayChange(topic, partition, isPinned) || !options.MovesAllowed || !options.Replacements.IsEmpty)
        {
            foreach (var id in partition.Replicas.Ids())
            {
                _leavingInReach += cluster.RoleOf(id).IsLeaving || _spread.IsOutsideSet(id) ? 1 : 0;
            }

            _lackingInReach += lackingNow;
            return;
        }

        var wanted = topic.Wanted(partition, isPinned);
        _missingReplicas += Math.Abs(wanted - after.Length);
        if (after.Length != wanted || _spread.Lacking > 0)
        {
            _lackingInReach += _spread.FewestMissing(wanted, partition.Isr);
        }
    }

    private void RequireLimit(string code, string what, long value, long? limit)
    {
        if (value > limit)
        {
            findings.Add(FindingSeverity.Error, $"too-many-{code}", null, () => $"The plan has {value} {what}; the limit is {limit}.");
        }
    }

    private static string Domains(int count) => count == 1 ? "1 distinct domain" : $"{count} distinct domains";
}
