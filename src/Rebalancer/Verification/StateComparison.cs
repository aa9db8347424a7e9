using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Verification;

/// <summary>Goes over all partitions once and compares the cluster before and after.</summary>
internal sealed class StateComparison(ClusterSnapshot snapshot, VerifiedCluster cluster, VerificationOptions options, FindingList findings)
{
    private readonly StateTally _before = new(cluster);
    private readonly StateTally _after = new(cluster);
    private readonly PartitionSpread _spread = new(cluster);
    private readonly ImmutableArray<PartitionChange>.Builder _changes = ImmutableArray.CreateBuilder<PartitionChange>();
    private int _moves;
    private int _leaderChanges;
    private long _moveBytes;

    /// <summary>Compares and reports.</summary>
    /// <param name="planned">The planned list of each partition, <c>default</c> for no change.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    public VerificationReport Run(ImmutableArray<int>[] planned, CancellationToken cancellationToken)
    {
        var index = 0;
        foreach (var topic in snapshot.Topics)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                Compare(topic.Name, partition, planned[index++]);
            }
        }

        return new VerificationReport
        {
            Findings = findings.ToImmutable(),
            ErrorCount = findings.Count(FindingSeverity.Error),
            WarningCount = findings.Count(FindingSeverity.Warning),
            Before = _before.ToMetrics(),
            After = _after.ToMetrics(),
            Changes = _changes.ToImmutable(),
            ChangedPartitionCount = _changes.Count,
            MoveCount = _moves,
            MoveBytes = _moveBytes,
            LeaderChangeCount = _leaderChanges,
            UnevenPartitionCount = _after.UnevenPartitions,
        };
    }

    private void Compare(string topic, in PartitionSnapshot partition, ImmutableArray<int> planned)
    {
        var bytes = partition.Size.BytesOrZero;
        var present = partition.Replicas;
        _spread.Measure(present.AsSpan());
        _before.Add(present.AsSpan(), bytes, _spread);
        var (missing, excess) = (_spread.TotalMissing, _spread.AvoidableExcess);
        if (!planned.IsDefault && !planned.SequenceEqual(present))
        {
            _changes.Add(new PartitionChange(new TopicPartition(topic, partition.Partition), present, planned, partition.Size));
            CountChange(present.AsSpan(), planned.AsSpan(), bytes);
            _spread.Measure(planned.AsSpan());
            ReportWorse(new TopicPartition(topic, partition.Partition), missing, excess);
        }

        _after.Add((planned.IsDefault ? present : planned).AsSpan(), bytes, _spread);
        if (_spread.TotalMissing > 0 || _spread.AvoidableExcess > 0)
        {
            var (now, left) = (new TopicPartition(topic, partition.Partition), _spread.TotalMissing);
            findings.Add(
                FindingSeverity.Warning,
                left > 0 ? "avoidable-violation" : "uneven-spread",
                now,
                () => left > 0
                    ? $"{now} has {Domains(left)} fewer than it could have."
                    : $"{now} has more replicas in one domain than it needs to have.");
        }
    }

    private void CountChange(ReadOnlySpan<int> present, ReadOnlySpan<int> planned, long bytes)
    {
        _leaderChanges += present[0] != planned[0] ? 1 : 0;
        foreach (var id in planned)
        {
            if (!present.Contains(id))
            {
                _moves++;
                _moveBytes += bytes;
            }
        }
    }

    private void ReportWorse(TopicPartition topicPartition, int missing, int excess)
    {
        var after = _spread.TotalMissing;
        if (after > missing)
        {
            findings.Add(
                options.WorseSpreadAllowed ? FindingSeverity.Warning : FindingSeverity.Error,
                "spread-worse",
                topicPartition,
                () => $"{topicPartition} lacks {Domains(missing)} now and would lack {after}.");
        }
        else if (after == missing && _spread.AvoidableExcess > excess)
        {
            findings.Add(
                FindingSeverity.Warning,
                "spread-less-even",
                topicPartition,
                () => $"{topicPartition} would have its replicas less evenly over the domains than now.");
        }
    }

    private static string Domains(int count) => count == 1 ? "1 distinct domain" : $"{count} distinct domains";
}
