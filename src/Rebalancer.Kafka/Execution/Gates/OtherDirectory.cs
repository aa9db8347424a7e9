using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Store;
using Rebalancer.Plans;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>
/// The directories in which the runs of a plan directory began, where they are others: it was copied or moved. A copy has a lock of its
/// own, and would drive the same moves as the run in the original.
/// </summary>
/// <remarks>
/// What tells a copy from a moved directory is the original: while a process holds it, a run is under way there. Where it is gone, or
/// nobody holds it, the journal may be gone on with.
/// </remarks>
internal static class OtherDirectory
{
    /// <exception cref="InputException">A process carries the same plan out from another directory; the message names both.</exception>
    public static async Task RequireIdleAsync(ExecutionRequest request, JournalState journal, CancellationToken cancellationToken)
    {
        if (await HolderAsync(request, journal, cancellationToken).ConfigureAwait(false) is { } holder)
        {
            throw new InputException($"{holder.Sentence} Perhaps wait for its end or press Ctrl-C there, and go on in "
                + $"{holder.Directory}; 'status' and 'verify' work at any time.");
        }
    }

    /// <summary>Who carries the same plan out from another directory; null for nobody.</summary>
    public static async Task<OtherHolder?> HolderAsync(ExecutionRequest request, JournalState journal, CancellationToken cancellationToken)
    {
        foreach (var directory in Others(request, journal))
        {
            if (PlanLock.Holder(directory) is { } process
                && !IsSame(request.Directory, directory, process)
                && await FingerprintAsync(directory, cancellationToken).ConfigureAwait(false) == request.Plan.Fingerprint)
            {
                return new OtherHolder(process, directory, request.Directory);
            }
        }

        return null;
    }

    /// <summary>
    /// Locks the directories of the same plan in which runs began, as long as a run is under way here: nobody in the original can see
    /// this one.
    /// </summary>
    /// <returns>The locks; those that may not be taken, or are this very directory's, are left out.</returns>
    public static async Task<HeldLocks> LockAsync(
        ExecutionRequest request, JournalState journal, CancellationToken cancellationToken)
    {
        var locks = new List<PlanLock>();
        foreach (var directory in Others(request, journal).Where(Directory.Exists))
        {
            if (PlanLock.Holder(directory) is null
                && await FingerprintAsync(directory, cancellationToken).ConfigureAwait(false) == request.Plan.Fingerprint
                && TryLock(directory) is { } taken)
            {
                locks.Add(taken);
            }
        }

        return new HeldLocks(locks);
    }

    private static PlanLock? TryLock(string directory)
    {
        try
        {
            var taken = PlanLock.TryTake(directory, out _);
            if (taken is not null)
            {
                // Not of the same moment as this directory's own, or it would pass for another path to it.
                File.SetLastWriteTimeUtc(Path.Combine(directory, PlanLock.ProcessFileName), DateTime.UnixEpoch);
            }

            return taken;
        }
        catch (InputException)
        {
            // Who may not write there cannot run there either.
            return null;
        }
    }

    /// <summary>What a person should know before going on with a run that began in another directory; null for nothing.</summary>
    public static string? Warning(ExecutionRequest request, JournalState journal)
    {
        if (!journal.IsUnfinished
            || journal.Last is not { Directory: { } directory } last
            || !Others(request, journal).Contains(directory)
            || (PlanLock.Holder(directory) is { } process && IsSame(request.Directory, directory, process)))
        {
            return null;
        }

        return last.Host != Environment.MachineName
            ? $"The unfinished run was begun in {directory} on {last.Host}, which cannot be seen from here: make sure that process "
                + $"{last.ProcessId} does not run there any more."
            : Directory.Exists(directory)
            ? $"The unfinished run was begun in {directory}, and {request.Directory} is a copy of it: go on in one of the two only."
            : $"The unfinished run was begun in {directory}, which is gone: it goes on in {request.Directory}.";
    }

    private static IEnumerable<string> Others(ExecutionRequest request, JournalState journal) =>
        journal.Directories.Where(d => d != Path.GetFullPath(request.Directory)).Order(StringComparer.Ordinal);

    // Another path to the directory, such as a link: one process holds both, by one and the same file.
    private static bool IsSame(string directory, string other, int process) =>
        PlanLock.Holder(directory) == process
        && File.GetLastWriteTimeUtc(Path.Combine(directory, PlanLock.ProcessFileName))
            == File.GetLastWriteTimeUtc(Path.Combine(other, PlanLock.ProcessFileName));

    // Another plan may have taken the place of a directory that was moved away.
    private static async Task<string?> FingerprintAsync(string directory, CancellationToken cancellationToken)
    {
        await using var store = new FileJournalStore(directory);
        try
        {
            return (await RunJournal.OpenAsync(store, null, TimeProvider.System, null, cancellationToken).ConfigureAwait(false))
                .State.Last?.Fingerprint;
        }
        catch (Exception e) when (e is JournalException or InputException)
        {
            return null;
        }
    }
}

/// <summary>Locks that end together.</summary>
/// <param name="locks">The locks.</param>
internal sealed class HeldLocks(IReadOnlyList<PlanLock> locks) : IDisposable
{
    public void Dispose()
    {
        foreach (var held in locks)
        {
            held.Dispose();
        }
    }
}

/// <summary>A process that carries the same plan out from another directory.</summary>
/// <param name="Process">The process, 0 where unknown.</param>
/// <param name="Directory">Where it does.</param>
/// <param name="Copy">The directory that was asked about.</param>
internal sealed record OtherHolder(int Process, string Directory, string Copy)
{
    /// <summary>What is the matter, in a sentence.</summary>
    public string Sentence => $"{Copy} is a copy: {PlanLock.InUse(Process, Directory)}, which holds the same plan and its runs.";
}
