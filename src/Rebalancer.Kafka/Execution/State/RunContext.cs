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
    /// <summary>How long a run that is to stop waits for an answer that is still out.</summary>
    public static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait before the cluster is looked at again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly RunNotes _notes = new();
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
        ExecutionRequest request, IClusterAdmin admin, TimeProvider time, RunJournal journal, bool isReadOnly,
        IProgress<ExecutionEvent>? progress, ILogger logger)
    {
        Request = request;
        Admin = admin;
        Time = time;
        Logger = logger;
        Observer = new ClusterObserver(admin, time, TopicsOf(request, journal.State), NoteNoAnswer);
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

    /// <summary>What was told, one line for each kind.</summary>
    public IEnumerable<string> Notes => _notes.Lines;

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
        if (_notes.Add(text))
        {
            Say(isWarning, text);
        }
    }

    /// <summary>
    /// Tells that something of a kind holds for a subject: the first ones as they come, all of them in one line of the report.
    /// </summary>
    /// <param name="isWarning">Whether somebody should look at it.</param>
    /// <param name="kind">What holds, without a full stop: the same words for the same kind.</param>
    /// <param name="subject">For what.</param>
    public void NoteEach(bool isWarning, string kind, string subject)
    {
        if (_notes.Add(kind, subject) is { } text)
        {
            Say(isWarning, text);
        }
    }

    /// <summary>Puts what was told as it happened into the words that hold for the report, once it is over.</summary>
    public void RewordNotes(string kind, string words) => _notes.Reword(kind, words);

    private void Say(bool isWarning, string text)
    {
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

    /// <summary>Called with each answer about throttles: a run that is to stop goes on only while they come at once.</summary>
    public Action? Answered { get; set; }

    /// <summary>
    /// Sends what changes something: once it went out its answer is waited for, and only for a moment longer where the run is to stop.
    /// </summary>
    /// <exception cref="OperationCanceledException">
    /// The run is to stop and the answer did not come: what was sent may be carried out.
    /// </exception>
    public async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sending = send(CancellationToken.None);
        try
        {
            return await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            try
            {
                return await sending.WaitAsync(LastMoment, Time, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                LateAnswers.Ignore(sending);
                throw new OperationCanceledException("The run was stopped before an answer came.", cancellationToken);
            }
        }
    }

    /// <summary>
    /// Looks again for as long as something seems changed: metadata may be behind, so nothing is called changed after one look.
    /// </summary>
    /// <param name="view">The first look.</param>
    /// <param name="judge">What a look comes to; each is judged once.</param>
    /// <param name="changed">What seems changed by that.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The last look and what it comes to.</returns>
    public async ValueTask<(ClusterView View, T Found)> LookAgainWhileAsync<T>(
        ClusterView view, Func<ClusterView, T> judge, Func<T, IEnumerable<PartitionTask>> changed, CancellationToken cancellationToken)
    {
        var looks = new SecondLooks();
        var found = judge(view);
        while (looks.AreDue(changed(found), view.At))
        {
            await DelayAsync(Pause, cancellationToken).ConfigureAwait(false);
            view = await Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            found = judge(view);
        }

        return (view, found);
    }

    /// <summary>Waits on the run's clock.</summary>
    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, Time, cancellationToken);

    // Topics of the plan, those whose throttle lists are still ours, and those of which something is cancelled.
    private static string[] TopicsOf(ExecutionRequest request, JournalState journal) =>
    [
        .. request.Plan.Changes.Select(c => c.TopicPartition.Topic)
            .Concat(journal.Throttles.Keys.Where(k => k.Resource.Kind == ConfigResourceKind.Topic).Select(k => k.Resource.Name))
            .Concat(request.Options.CancelForeign.Select(p => p.Topic))
            .Distinct(StringComparer.Ordinal),
    ];

    private void NoteNoAnswer(string failure, TimeSpan pause, DateTimeOffset until)
    {
        Log.NoAnswer(Logger, pause, failure);
        Note(true, $"The cluster does not answer: {failure} Asking again until {until:u}.");
        Tell(new WindowHeld(Now, [$"The cluster does not answer: {failure}"]));
    }
}
