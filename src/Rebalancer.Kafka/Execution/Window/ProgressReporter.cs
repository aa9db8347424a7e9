using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Steps;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Window;

/// <summary>Tells how far a run is. What an earlier run had copied of moves that this one took over is none of its bytes.</summary>
internal sealed class ProgressReporter(RunContext run, RunState state, ProgressMeter meter, Throttler throttler, StepTracker tracker)
{
    private const int MostSlowest = 10;

    public void Tell(ClusterView view)
    {
        int ended = 0, partitionsGivenUp = 0, pending = 0, done = 0, left = 0, movesGivenUp = 0;
        long bytesLeft = 0, bytesGivenUp = 0;
        var isWhole = true;
        List<PartitionTask> running = [];
        foreach (var task in state.Tasks)
        {
            done += task.MovesDone;
            if (!task.IsOpen)
            {
                ended++;
                partitionsGivenUp += task.State == PartitionState.Done ? 0 : 1;
                if (task.State == PartitionState.Failed)
                {
                    movesGivenUp += task.MovesLeft;
                    bytesGivenUp += task.MovesLeft * task.Bytes;
                }

                continue;
            }

            left += task.MovesLeft;
            bytesLeft += task.MovesLeft * task.Bytes;
            isWhole &= !task.IsOfUnknownSize;
            if (task.State == PartitionState.Running)
            {
                running.Add(task);
            }
            else
            {
                pending++;
            }
        }

        var movesRunning = running.Sum(t => t.Step!.Destinations.Length);
        var before = running.Where(t => t.IsTakenOver).Sum(t => meter.CopiedAtFirst(t.Step!));
        var copied = Math.Max(0, running.Sum(t => Math.Min(meter.Copied(t.Step!), t.Bytes * t.Step!.Destinations.Length)) - before);
        var rate = meter.CopyRateWithin(throttler.CopyRate);

        // Nobody knows when a broker that is down comes back.
        var isKnown = rate >= 1 && isWhole && meter.IsSettled && running.All(t => t.Step!.Destinations.All(view.IsLive));
        run.Tell(new RunProgress(view.At)
        {
            PartitionsEnded = ended,
            PartitionsGivenUp = partitionsGivenUp,
            PartitionsRunning = running.Count,
            PartitionsLeft = pending,
            MovesDone = done,
            MovesRunning = movesRunning,
            MovesLeft = left - movesRunning,
            MovesGivenUp = movesGivenUp,
            BytesDone = tracker.BytesMoved + copied,
            BytesTotal = tracker.BytesMoved + Math.Max(copied, bytesLeft - before) + bytesGivenUp,
            BytesPerSecond = (long)meter.TotalCopyRate,
            ThrottleRate = throttler.CopyRate,
            TimeLeft = isKnown ? TimeLeft.Of(
                Math.Max(0, bytesLeft - before - copied), rate,
                TimeLeft.OfBusiest(state.Tasks, view, (partition, broker) => meter.Seen(partition, broker, view.At)?.Bytes ?? 0),
                throttler.CopyRate) : null,
            Destinations =
            [
                .. running.SelectMany(t => t.Step!.Destinations).CountBy(broker => broker).OrderBy(d => d.Key)
                    .Select(d => new DestinationProgress(d.Key, d.Value, (long)meter.CopyRate(d.Key))),
            ],
            Slowest =
            [
                .. running.OrderBy(t => t.StartedAt).ThenBy(t => t.Order).Take(MostSlowest)
                    .Select(t => t.RunningMove(b => meter.Seen(t.Partition, b, view.At), view.At)),
            ],
        });
    }
}
