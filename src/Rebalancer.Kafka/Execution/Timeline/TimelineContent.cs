using System.Collections.Immutable;
using Rebalancer.Kafka.Execution;

namespace Rebalancer.Kafka.Execution.Timeline;

/// <summary>What a file of samples adds up to: a fold over its lines, bounded whatever comes.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class TimelineContent(string fingerprint)
{
    /// <summary>How many samples are kept; then every second one goes.</summary>
    public const int MostSamples = 800;

    /// <summary>How many of each other kind are kept; later ones are not.</summary>
    public const int MostOthers = 1000;

    private readonly List<TimelineRun> _runs = [];
    private readonly List<TimelineWait> _waits = [];
    private readonly List<TimelineStall> _stalls = [];
    private readonly List<TimelineElection> _elections = [];
    private readonly List<TimelineEnd> _ends = [];
    private List<TimelineSample> _samples = [];

    /// <summary>How far apart samples are kept at least.</summary>
    public TimeSpan Interval { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>When the last sample was taken; null where there is none.</summary>
    public DateTimeOffset? LastSampleAt => _samples.Count > 0 ? _samples[^1].At : null;

    /// <summary>Whether there are so many samples that every second one is to go.</summary>
    public bool IsFull => _samples.Count >= MostSamples;

    /// <summary>Takes a line in. A run or a wait that is there already, by its beginning, is replaced: now it has its end.</summary>
    /// <returns>Whether it is kept.</returns>
    public bool Take(TimelineLine line)
    {
        if (line.Head is { } head)
        {
            Interval = TimeSpan.FromSeconds(Math.Max(1, head.IntervalSeconds));
        }

        if (line.Sample is { } sample)
        {
            _samples.Add(sample);
        }

        return (line.Run is not { } run || Put(_runs, run, r => r.At == run.At))
            && (line.Wait is not { } wait || Put(_waits, wait, w => w.At == wait.At))
            && (line.Stall is not { } stall || Put(_stalls, stall, _ => false))
            && (line.Election is not { } election || Put(_elections, election, _ => false))
            && (line.End is not { } end || Put(_ends, end, _ => false));
    }

    /// <summary>Leaves out every second sample, and keeps later ones at twice the distance.</summary>
    public void Thin()
    {
        _samples = [.. _samples.Where((_, i) => i % 2 == 0)];
        Interval *= 2;
    }

    /// <summary>The lines of a file that holds all of it and no more.</summary>
    public IEnumerable<TimelineLine> Lines() =>
    [
        new() { Head = new(TimelineHead.CurrentVersion, fingerprint, (int)Interval.TotalSeconds) },
        .. _runs.Select(r => new TimelineLine { Run = r }),
        .. _samples.Select(s => new TimelineLine { Sample = s }),
        .. _waits.Select(w => new TimelineLine { Wait = w }),
        .. _stalls.Select(s => new TimelineLine { Stall = s }),
        .. _elections.Select(e => new TimelineLine { Election = e }),
        .. _ends.Select(e => new TimelineLine { End = e }),
    ];

    /// <summary>The last piece of work: from the last apply or undo that began anew; null where nothing ran.</summary>
    public ExecutionTimeline? Timeline()
    {
        if (_runs.Count == 0)
        {
            return null;
        }

        var first = Math.Max(0, _runs.FindLastIndex(r => !r.Resumes && r.Command.Moves()));
        var from = _runs[first].At;
        return new ExecutionTimeline
        {
            Runs = [.. _runs.Skip(first)],
            Samples = [.. _samples.Where(s => s.At >= from)],
            Waits = [.. _waits.Where(w => w.At >= from)],
            Stalls = [.. _stalls.Where(s => s.At >= from)],
            Elections = [.. _elections.Where(e => e.At >= from)],
            LeftOut = [.. _ends.Where(e => e.At >= from)],
        };
    }

    private static bool Put<T>(List<T> list, T item, Predicate<T> isSame)
    {
        var at = list.FindLastIndex(isSame);
        if (at >= 0)
        {
            list[at] = item;
            return true;
        }

        if (list.Count >= MostOthers)
        {
            return false;
        }

        list.Add(item);
        return true;
    }
}
