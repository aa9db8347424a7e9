using System.Collections.Immutable;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Reports;

/// <summary>
/// Turns a timeline into what its picture shows: the time between two runs is left out, and lanes have few enough columns.
/// </summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
internal static class TimelinePictureBuilder
{
    private const int MostColumns = 120;
    private const int MostMarks = 20;

    /// <summary>The picture, or null where fewer than two moments are known.</summary>
    public static TimelinePicture? Build(ExecutionTimeline? timeline)
    {
        if (timeline is null || timeline.Samples.Length < 2)
        {
            return null;
        }

        var clock = new WorkClock(timeline);
        ImmutableArray<double> seconds = [.. timeline.Samples.Select(s => clock.Seconds(s.At))];
        var width = Math.Max(1, Math.Ceiling(Math.Max(1, seconds[^1]) / MostColumns));
        var count = (int)(seconds[^1] / width) + 1;
        var lanes = new SortedDictionary<int, int[]>();
        for (var i = 0; i < seconds.Length; i++)
        {
            // A sample stands for the time up to the next one.
            var last = i + 1 < seconds.Length ? Math.Max(seconds[i], seconds[i + 1] - 0.001) : seconds[i];
            foreach (var destination in timeline.Samples[i].Destinations)
            {
                var lane = lanes.TryGetValue(destination.Broker, out var known) ? known : lanes[destination.Broker] = new int[count];
                for (var column = (int)(seconds[i] / width); column <= (int)(last / width); column++)
                {
                    lane[column] = Math.Max(lane[column], destination.Moves);
                }
            }
        }

        return new TimelinePicture
        {
            Seconds = seconds,
            Rates = [.. timeline.Samples.Select(s => s.BytesPerSecond)],
            Allowed = [.. timeline.Samples.Select(
                s => s.ThrottleRate is { } rate && !s.Destinations.IsEmpty ? rate * s.Destinations.Length : -1)],
            Lanes = [.. lanes.Select(l => new TimelineLane(l.Key, [.. l.Value]))],
            Columns = [.. Enumerable.Range(0, count).Select(c => c * width)],
            Marks = [.. Marks(timeline, clock).Take(MostMarks)],
        };
    }

    private static IEnumerable<TimelineMark> Marks(ExecutionTimeline timeline, WorkClock clock) =>
    [
        .. timeline.Runs.Skip(1).Select(r => new TimelineMark(
            clock.Seconds(r.At), clock.Seconds(r.At), $"{r.Command.Word()} {(r.Resumes ? "goes on" : "begins")}")),
        .. timeline.Waits.Select(w => new TimelineMark(
            clock.Seconds(w.At), clock.Seconds(w.Until ?? w.At), "waits: " + string.Join(' ', w.Reasons))),
        .. timeline.Stalls.Select(s => new TimelineMark(
            clock.Seconds(s.At), clock.Seconds(s.At), $"{s.Topic}-{s.Partition}: {s.Reason}")),
    ];

    /// <summary>Seconds of work since the beginning: between two runs nothing passes.</summary>
    private sealed class WorkClock
    {
        private readonly List<(DateTimeOffset At, double Before)> _runs = [];

        public WorkClock(ExecutionTimeline timeline)
        {
            double before = 0;
            foreach (var run in timeline.Runs)
            {
                _runs.Add((run.At, before));
                before += (EndOf(run, timeline) - run.At).TotalSeconds;
            }
        }

        public double Seconds(DateTimeOffset at)
        {
            var index = Math.Max(0, _runs.FindLastIndex(r => r.At <= at));
            var seconds = _runs[index].Before + Math.Max(0, (at - _runs[index].At).TotalSeconds);
            return Math.Round(index + 1 < _runs.Count ? Math.Min(seconds, _runs[index + 1].Before) : seconds, 1);
        }

        // A run that was cut off is known to its last sample.
        private static DateTimeOffset EndOf(TimelineRun run, ExecutionTimeline timeline)
        {
            var next = timeline.Runs.Where(r => r.At > run.At).Select(r => r.At).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            return run.EndedAt
                ?? timeline.Samples.Where(s => s.At >= run.At && s.At < next).Select(s => s.At).DefaultIfEmpty(run.At).Max();
        }
    }
}
