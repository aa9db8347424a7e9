using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.Journal.Store;

namespace Rebalancer.Kafka.Execution.Journal;

/// <summary>
/// The journals of a plan, read back into one state, and the next run's lines. A record is safe when its append has ended.
/// </summary>
/// <remarks>
/// Not safe for concurrent use: one run, one writer. A run never appends to another run's lines, so a torn line can only be a run's last.
/// </remarks>
internal sealed class RunJournal
{
    private readonly IJournalStore _store;
    private readonly TimeProvider _time;
    private readonly Action<JournalRecord>? _appended;
    private readonly int _run;
    private string _chain = "";

    private RunJournal(IJournalStore store, TimeProvider time, Action<JournalRecord>? appended, JournalState state)
    {
        _store = store;
        _time = time;
        _appended = appended;
        _run = state.LastRun + 1;
        State = state;
    }

    /// <summary>What the journals tell, those of this run included.</summary>
    public JournalState State { get; }

    /// <summary>Reads the journals; nothing is written before the first append.</summary>
    /// <param name="store">Where they are kept.</param>
    /// <param name="fingerprint">The plan that they must belong to; null takes any.</param>
    /// <param name="time">The clock of the records.</param>
    /// <param name="appended">Called after each record is written; a test that throws here stops the run as a crash would.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalException">A line was changed, is of a newer version, or belongs to another plan.</exception>
    public static async Task<RunJournal> OpenAsync(
        IJournalStore store, string? fingerprint, TimeProvider time, Action<JournalRecord>? appended, CancellationToken cancellationToken)
    {
        var state = new JournalState();
        foreach (var run in await store.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            state.BeginRun(run.Run, run.Name);
            foreach (var record in JournalFormat.Records(run.Text, run.Name))
            {
                if (record is RunStarted started)
                {
                    Check(started, run.Name, fingerprint);
                }

                state.Apply(record);
            }
        }

        return new RunJournal(store, time, appended, state);
    }

    /// <summary>Writes a record and takes it into the state.</summary>
    /// <exception cref="JournalException">It cannot be written.</exception>
    public async ValueTask AppendAsync(JournalRecord record)
    {
        record.At = _time.GetUtcNow();
        var chain = _chain;
        var line = JournalFormat.Line(record, ref chain);
        await _store.AppendAsync(_run, line).ConfigureAwait(false);
        _chain = chain;
        _appended?.Invoke(record);
        State.Apply(record);
    }

    private static void Check(RunStarted started, string name, string? fingerprint)
    {
        if (started.Version != JournalFormat.CurrentVersion)
        {
            throw new JournalException($"{name} is of version {started.Version}; this tool reads version {JournalFormat.CurrentVersion}. "
                + "Perhaps a newer tool wrote it.");
        }

        if (fingerprint is not null && started.Fingerprint != fingerprint)
        {
            throw new JournalException(
                $"{name} belongs to the plan {started.Fingerprint}, the directory holds {fingerprint}."
                + " Perhaps the plan was made anew: use a new directory for it; 'undo' and 'cancel' work from the journal here.");
        }
    }
}
