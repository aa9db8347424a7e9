using System.Globalization;
using Microsoft.Extensions.Logging;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>What every part of a run needs: the cluster, the clock, the journal, and somebody to tell.</summary>
internal sealed class RunContext
{
    private readonly List<string> _notes = [];
    private readonly HashSet<string> _told = [];
    private readonly RunJournal _journal;
    private readonly IProgress<ExecutionEvent>? _progress;

    /// <param name="request">What was asked.</param>
    /// <param name="admin">The cluster.</param>
    /// <param name="time">The clock.</param>
    /// <param name="journal">What the journals tell, and where records go.</param>
    /// <param name="isReadOnly">Whether this is a look that changes nothing.</param>
    /// <param name="progress">Who is told; null for nobody.</param>
    /// <param name="logger">The log.</param>
    public RunContext(
        ExecutionRequest request, IClusterAdmin admin, TimeProvider time, RunJournal journal, bool isReadOnly, IProgress<ExecutionEvent>? progress, ILogger logger)
    {
        Request = request;
        Admin = admin;
        Time = time;
        Logger = logger;
        Observer = new ClusterObserver(admin, time, TopicsOf(request, journal.State), request.Options.HoldTimeout, NoteNoAnswer);
        IsReadOnly = isReadOnly;
        _journal = journal;
        _progress = progress;
    }

    public ExecutionRequest Request { get; }

    public ExecutionOptions Options => Request.Options;

    public IClusterAdmin Admin { get; }

    public ClusterObserver Observer { get; }

    public TimeProvider Time { get; }

    public JournalState Journal => _journal.State;

    public ILogger Logger { get; }

    public IReadOnlyList<string> Notes => _notes;

    public DateTimeOffset Now => Time.GetUtcNow();

    public bool IsReadOnly { get; }

    /// <summary>Writes a record and takes it into the state.</summary>
    public ValueTask RecordAsync(JournalRecord record) =>
        IsReadOnly ? throw new InvalidOperationException("This look at the cluster changes nothing.") : _journal.AppendAsync(record);

    public void Tell(ExecutionEvent happened) => _progress?.Report(happened);

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

    // Topics of the plan, and those whose throttle lists are still ours.
    private static string[] TopicsOf(ExecutionRequest request, JournalState journal) =>
    [
        .. request.Plan.Changes.Select(c => c.TopicPartition.Topic)
            .Concat(journal.Throttles.Keys.Where(k => k.Resource.Kind == ConfigResourceKind.Topic).Select(k => k.Resource.Name))
            .Distinct(StringComparer.Ordinal),
    ];

    private void NoteNoAnswer(string failure, TimeSpan pause, DateTimeOffset until)
    {
        Log.NoAnswer(Logger, pause, failure);
        Note(true, $"The cluster does not answer: {failure} Asking again until {until:u}.");
    }
}
