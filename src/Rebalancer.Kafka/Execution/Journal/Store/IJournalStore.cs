using System.Collections.Immutable;

namespace Rebalancer.Kafka.Execution.Journal.Store;

/// <summary>Where the journals of a plan are kept: lines in order, run by run.</summary>
/// <remarks>
/// One writer at a time (<see cref="Rebalancer.Plans.PlanLock"/> sees to it); readers may look while it writes. A run's lines are never
/// appended to by another run.
/// </remarks>
internal interface IJournalStore : IAsyncDisposable
{
    /// <summary>Reads every run, oldest first.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    Task<ImmutableArray<StoredRun>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Appends a line; it survives a power cut when the task has ended. Not to be cancelled: a run must know what it wrote.
    /// </summary>
    /// <param name="run">The run's number; a new one begins with its first line.</param>
    /// <param name="line">The line, with its end.</param>
    /// <exception cref="JournalException">It cannot be written, such as on a full disk; what was there before is whole.</exception>
    ValueTask AppendAsync(int run, string line);
}

/// <summary>The lines of one run as they are kept.</summary>
/// <param name="Run">Its number, from 1.</param>
/// <param name="Name">Where it is, for messages.</param>
/// <param name="Text">Its lines; the last may be torn.</param>
internal sealed record StoredRun(int Run, string Name, string Text);
