using System.Collections.Immutable;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.State;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>How much of a plan is copied, as one look shows it.</summary>
/// <param name="BytesDone">Bytes copied, those of running moves included.</param>
/// <param name="BytesTotal">Bytes of the whole plan.</param>
/// <param name="Percent">The share, from 0 to 100: by bytes where sizes are known, else by replicas.</param>
/// <param name="BytesPerSecond">What the running moves copied a second since they began.</param>
/// <param name="IsWhole">Whether it is known of all that is still to copy how much that is.</param>
internal sealed record CopyAmounts(long BytesDone, long BytesTotal, double Percent, long BytesPerSecond, bool IsWhole)
{
    /// <summary>How long the rest takes, or null where nothing runs or nobody knows how much it is.</summary>
    /// <param name="busiest">What the busiest broker has still to take or to give.</param>
    /// <param name="throttle">The throttle of each broker; null where none is known.</param>
    public TimeSpan? LeftAt(long busiest, long? throttle) =>
        BytesPerSecond > 0 && IsWhole ? TimeLeft.Of(BytesTotal - BytesDone, BytesPerSecond, busiest, throttle) : null;

    public static CopyAmounts Of(RunState state, ImmutableArray<RunningMove> running)
    {
        long bytesDone = 0, bytesTotal = 0;
        int done = 0, planned = 0;
        foreach (var task in state.Tasks.Where(t => !t.IsAbsent))
        {
            planned += task.MovesPlanned;
            bytesTotal += task.MovesPlanned * task.Bytes;
            if (task.Drift is null)
            {
                var finished = Math.Max(0, task.MovesPlanned - task.MovesLeft);
                done += finished;
                bytesDone += finished * task.Bytes;
            }
        }

        bytesDone = Math.Min(bytesDone + running.Sum(Copied), bytesTotal);
        var percent = bytesTotal > 0 ? 100.0 * bytesDone / bytesTotal : planned > 0 ? 100.0 * done / planned : 100;
        var rate = running.Where(m => m.RunningFor > TimeSpan.Zero)
            .Sum(m => Copied(m) / m.RunningFor.TotalSeconds);
        return new CopyAmounts(
            bytesDone, bytesTotal, Math.Round(percent, 1), (long)rate,
            !state.Tasks.Any(t => t.IsOpen && t.IsOfUnknownSize) && running.All(m => m.BytesCopied is not null));
    }

    /// <summary>The bytes that a partition has still to copy, without those that its destinations have of it already.</summary>
    /// <param name="task">The partition.</param>
    /// <param name="facts">What the brokers tell; where it is not of all destinations, all of it counts.</param>
    public static long Left(PartitionTask task, ClusterFacts facts)
    {
        var all = task.MovesLeft * task.Bytes;

        // What leads away from the goal is cancelled first: what it copied is of no use.
        return task is { Step: not null, GoesAway: false }
            ? Math.Max(0, all - Copied(task.RunningMove(b => facts.Seen(task.Partition, b), task.StartedAt))) : all;
    }

    private static long Copied(RunningMove move) => Math.Min(move.BytesCopied ?? 0, move.BytesTotal ?? 0);
}
