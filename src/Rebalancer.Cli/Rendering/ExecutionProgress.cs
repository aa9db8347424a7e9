using Rebalancer.Cli.Context;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Reports;
using Spectre.Console;

namespace Rebalancer.Cli.Rendering;

/// <summary>Shows a run while it goes: a live table on a terminal, plain lines elsewhere, JSON events where asked.</summary>
internal abstract class ExecutionProgress(IReadOnlyCollection<string> told) : IProgress<ExecutionEvent>
{
    /// <param name="context">Where it is shown.</param>
    /// <param name="json">Whether as JSON, which leaves nothing out.</param>
    /// <param name="resume">The command that goes on; null where none does.</param>
    /// <param name="told">Warnings that stand above already.</param>
    public static ExecutionProgress Create(CliContext context, bool json, string? resume, IReadOnlyCollection<string> told) =>
        json ? new JsonProgress(context) : context.Output.Profile.Capabilities.Ansi && context.Interactive
            ? new LiveProgress(context, resume, told)
            : new LineProgress(context, told);

    /// <summary>
    /// Shows it. Where it cannot be shown, as on a terminal that is gone, the run goes on: it is the report at its end that must be told.
    /// </summary>
    public void Report(ExecutionEvent value)
    {
        try
        {
            Show(value);
        }
        catch (IOException)
        {
            // The cluster is in the middle of a change.
        }
    }

    /// <summary>Ends the display; what is printed next stands below it.</summary>
    public virtual Task StopAsync() => Task.CompletedTask;

    protected abstract void Show(ExecutionEvent value);

    /// <summary>How many partitions ended in the same way for the same kind of reason.</summary>
    private readonly Dictionary<(PartitionState, string), int> _kinds = [];

    /// <summary>
    /// One line for an event, or null for one that lines do not show: of the same kind only the first few are told as they come.
    /// </summary>
    protected string? Line(ExecutionEvent value) => value switch
    {
        RunBegan { Command: not (ExecutionCommand.Apply or ExecutionCommand.Undo) } e => $"{e.Command.Word()} begins",
        RunBegan { Partitions: 0 } e => $"{e.Command.Word()} begins: nothing to move",
        RunBegan e => $"{e.Command.Word()} begins{(e.Resumes ? " where the last run stopped" : "")}: "
            + $"{Quantity.Count(e.Partitions, "partition")}, "
            + (e.Moves > 0 ? Quantity.Count(e.Moves, "replica") + ", " : "")
            + (e.Bytes > 0 ? Quantity.Bytes(e.Bytes) + ", " : "")
            + $"throttle {ThrottleSetting.Describe(e.Throttle!)}",
        RunNote e when told.Contains(e.Text) => null,
        RunNote e => (e.IsWarning ? "warning: " : "") + e.Text,
        PartitionEnded { Reason: { } reason } e => Ended(e, reason),
        RunProgress e => Summary(e),
        _ => null,
    };

    private string? Ended(PartitionEnded ended, string reason)
    {
        const int Told = 5;
        var kind = (ended.State, ReasonKind.Of(reason));
        var count = _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        return count <= Told ? $"{ended.TopicPartition} {ended.State.ToString().ToLowerInvariant()}: {reason}"
            : count == Told + 1 ? "... and more like these; the report counts them"
            : null;
    }

    internal static string Summary(RunProgress e) =>
        $"partitions: {e.PartitionsEnded - e.PartitionsGivenUp} finished, "
        + (e.PartitionsGivenUp > 0 ? $"{e.PartitionsGivenUp} given up, " : "")
        + $"{e.PartitionsRunning} moving, {e.PartitionsLeft} to do; replicas: "
        + $"{e.MovesDone}/{e.MovesDone + e.MovesRunning + e.MovesLeft + e.MovesGivenUp}"
        + string.Concat(Amounts(e).Select((amount, i) => (i == 0 ? "; " : ", ") + amount));

    // Where no size is known no rate is: 0 B/s would be a claim.
    private static IEnumerable<string> Amounts(RunProgress e)
    {
        if (e.BytesTotal > 0)
        {
            yield return $"{Quantity.Bytes(e.BytesDone)} of {Quantity.Bytes(e.BytesTotal)}";
        }

        if (e.BytesTotal > 0 || e.BytesPerSecond > 0)
        {
            yield return Quantity.Rate(e.BytesPerSecond);
        }

        if (e.ThrottleRate is { } rate)
        {
            yield return $"throttle {Quantity.Rate(rate)}";
        }

        if (e.TimeLeft is { } left)
        {
            yield return $"{Quantity.Duration(left)} left";
        }
    }

    private sealed class JsonProgress(CliContext context) : ExecutionProgress([])
    {
        protected override void Show(ExecutionEvent value) => context.WriteRawLine(ExecutionJson.Line(value));
    }

    /// <summary>Plain lines; how far it is, at most every ten seconds.</summary>
    private sealed class LineProgress(CliContext context, IReadOnlyCollection<string> told) : ExecutionProgress(told)
    {
        private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(10);
        private DateTimeOffset _told;

        protected override void Show(ExecutionEvent value)
        {
            if (value is RunProgress && value.At - _told < s_pace)
            {
                return;
            }

            if (Line(value) is { } line)
            {
                _told = value is RunProgress ? value.At : _told;
                context.WriteEventLine(line);
            }
        }
    }

    /// <summary>A table that is drawn anew in place, with the last warnings below it.</summary>
    private sealed class LiveProgress : ExecutionProgress
    {
        private const int MostNotes = 5;

        private readonly string? _resume;
        private readonly Queue<string> _notes = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _display;
        private readonly object _gate = new();
        private LiveDisplayContext? _live;
        private RunProgress? _last;

        public LiveProgress(CliContext context, string? resume, IReadOnlyCollection<string> told)
            : base(told)
        {
            _resume = resume;
            _display = context.Output.Live(new Text("")).StartAsync(live =>
            {
                _live = live;
                return _ended.Task;
            });
        }

        protected override void Show(ExecutionEvent value)
        {
            lock (_gate)
            {
                if (value is RunProgress progress)
                {
                    _last = progress;
                }
                else if (Line(value) is { } line)
                {
                    _notes.Enqueue(line);
                    if (_notes.Count > MostNotes)
                    {
                        _notes.Dequeue();
                    }
                }

                _live?.UpdateTarget(LiveView.Draw(_last, _notes, _resume));
            }
        }

        public override async Task StopAsync()
        {
            _ended.TrySetResult();
            try
            {
                await _display;
            }
            catch (IOException)
            {
                // As while it is shown.
            }
        }
    }
}
