using Rebalancer.Files;

namespace Rebalancer.Kafka.Execution.Timeline;

/// <summary>Hears a run's events, keeps what a timeline shows of them, and passes each on.</summary>
/// <remarks>A disk that takes no sample stops no run: it is said once, and the samples go with the next one that can be written.</remarks>
internal sealed class TimelineRecorder : IProgress<ExecutionEvent>, IDisposable
{
    private readonly TimelineFile? _file;
    private readonly IProgress<ExecutionEvent>? _next;
    private readonly string? _unreadable;
    private RunBegan? _run;
    private TimelineWait? _wait;
    private RunProgress? _unsampled;
    private bool _isHeld;
    private bool _isFailureTold;

    public TimelineRecorder(ExecutionRequest request, IProgress<ExecutionEvent>? next)
    {
        _next = next;
        try
        {
            _file = TimelineFile.Open(request.Directory, request.Plan.Fingerprint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unreadable = FileFailure.OfReading(e);
        }
    }

    /// <summary>Told once, where samples cannot be kept.</summary>
    public Action<string>? OnFailure { get; set; }

    /// <summary>What there is so far; null where nothing moves.</summary>
    public ExecutionTimeline? Timeline => _run is null ? null : _file?.Content.Timeline();

    public void Report(ExecutionEvent value)
    {
        _next?.Report(value);
        if (value is RunBegan { Command: ExecutionCommand.Apply or ExecutionCommand.Undo or ExecutionCommand.Cancel } began)
        {
            Begin(began);
        }
        else if (_run is not null)
        {
            Take(value);
        }
    }

    /// <summary>The run is over: what is open is closed.</summary>
    public void Finish(DateTimeOffset at, ExecutionOutcome outcome)
    {
        if (_run is null)
        {
            return;
        }

        EndWait(at);
        if (_unsampled is { } last)
        {
            Sample(last);
        }

        KeepRun(_run, at, outcome);
    }

    public void Dispose() => _file?.Dispose();

    private void Begin(RunBegan began)
    {
        _run = began;
        if (_unreadable is not null)
        {
            Fail(_unreadable);
        }

        KeepRun(began, endedAt: null, outcome: null);
    }

    private void KeepRun(RunBegan began, DateTimeOffset? endedAt, ExecutionOutcome? outcome) => Keep(new TimelineLine
    {
        Run = new TimelineRun
        {
            At = began.At,
            Command = began.Command,
            Resumes = began.Resumes,
            Throttle = began.Throttle,
            EndedAt = endedAt,
            Outcome = outcome,
        },
    });

    private void Take(ExecutionEvent value)
    {
        switch (value)
        {
            case RunProgress progress:
                if (!_isHeld)
                {
                    EndWait(progress.At);
                }

                _isHeld = false;
                _unsampled = progress;
                if (_file?.Content.LastSampleAt is not { } last || last < _run!.At || progress.At - last >= _file.Content.Interval)
                {
                    Sample(progress);
                }

                break;
            case WindowHeld held:
                Hold(held);
                break;
            case MoveStalled e:
                Keep(new TimelineLine
                {
                    Stall = new TimelineStall
                    {
                        At = e.At,
                        Topic = e.Topic,
                        Partition = e.Partition,
                        Destinations = e.Destinations,
                        Reason = e.Reason,
                    },
                });
                break;
            case PreferredLeadersElected e:
                Keep(new TimelineLine { Election = new TimelineElection { At = e.At, Partitions = e.Partitions, Refused = e.Refused } });
                break;
            case PartitionEnded { State: not PartitionState.Done } e:
                Keep(new TimelineLine
                {
                    End = new TimelineEnd
                    {
                        At = e.At,
                        Topic = e.Topic,
                        Partition = e.Partition,
                        State = e.State,
                        Reason = e.Reason ?? "",
                    },
                });
                break;
        }
    }

    private void Hold(WindowHeld held)
    {
        _isHeld = true;
        if (_wait is { } wait && wait.Reasons.SequenceEqual(held.Reasons))
        {
            return;
        }

        EndWait(held.At);
        _wait = new TimelineWait { At = held.At, Reasons = held.Reasons };
        Keep(new TimelineLine { Wait = _wait });
    }

    private void EndWait(DateTimeOffset at)
    {
        if (_wait is { } wait)
        {
            _wait = null;
            Keep(new TimelineLine { Wait = new TimelineWait { At = wait.At, Until = at, Reasons = wait.Reasons } });
        }
    }

    private void Sample(RunProgress progress)
    {
        _unsampled = null;
        Keep(new TimelineLine
        {
            Sample = new TimelineSample
            {
                At = progress.At,
                PartitionsEnded = progress.PartitionsEnded,
                PartitionsRunning = progress.PartitionsRunning,
                PartitionsLeft = progress.PartitionsLeft,
                BytesDone = progress.BytesDone,
                BytesPerSecond = progress.BytesPerSecond,
                ThrottleRate = progress.ThrottleRate,
                Destinations = progress.Destinations,
            },
        });
    }

    private void Keep(TimelineLine line)
    {
        try
        {
            _file?.Append(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(FileFailure.OfWriting(e));
        }
    }

    private void Fail(string why)
    {
        if (!_isFailureTold)
        {
            _isFailureTold = true;
            OnFailure?.Invoke($"Samples for the timeline cannot be written: {why}. The run goes on without them; it does not need them.");
        }
    }
}
