using System.Globalization;
using Microsoft.Extensions.Logging;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal;

namespace Rebalancer.Kafka.Execution.Runs;

/// <summary>What every part of a run needs: the cluster, the clock, the journal, and somebody to tell.</summary>
internal sealed class RunContext(ExecutionRequest request, IClusterAdmin admin, TimeProvider time, JournalWriter? journal, JournalState state, IProgress<ExecutionEvent>? progress, ILogger logger)
{
    private readonly List<string> _notes = [];
    private readonly HashSet<string> _told = [];

    public ExecutionRequest Request { get; } = request;

    public ExecutionOptions Options => Request.Options;

    public IClusterAdmin Admin { get; } = admin;

    public TimeProvider Time { get; } = time;

    public JournalState State { get; } = state;

    public ILogger Logger { get; } = logger;

    public IReadOnlyList<string> Notes => _notes;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Writes a record and takes it into the state.</summary>
    public void Record(JournalRecord record)
    {
        (journal ?? throw new InvalidOperationException("This look at the cluster is read-only.")).Append(record);
        State.Apply(record);
    }

    public void Tell(ExecutionEvent happened) => progress?.Report(happened);

    /// <summary>Tells a sentence, once.</summary>
    public void Note(bool isWarning, FormattableString text) => Note(isWarning, text.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc cref="Note(bool, FormattableString)"/>
    public void Note(bool isWarning, string text)
    {
        if (!_told.Add(text))
        {
            return;
        }

        _notes.Add(text);
        Tell(new RunNote(Now, isWarning, text));
        if (isWarning)
        {
            Log.Warned(Logger, text);
        }
        else
        {
            Log.Told(Logger, text);
        }
    }

    /// <summary>Waits on the run's clock.</summary>
    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, Time, cancellationToken);
}
