using System.Collections.Immutable;
using Rebalancer.Files;

namespace Rebalancer.Plans;

/// <summary>A plan on disk: what to review, what Kafka's own tool takes, and what apply relies on.</summary>
/// <remarks>
/// <para><c>reassignment.json</c> holds the new replica lists of the changed partitions and <c>rollback.json</c> the old ones of those that
/// can go back, both in Kafka's format.
/// <c>plan.json</c> is the <see cref="PlanManifest"/>. It is written last, so a directory without it holds no plan.</para>
/// <para>Not safe for two writers of one directory at a time.</para>
/// </remarks>
public static class PlanDirectory
{
    /// <summary>The name of the file with the new replica lists.</summary>
    public const string ReassignmentFileName = "reassignment.json";

    /// <summary>The name of the file with the old replica lists.</summary>
    public const string RollbackFileName = "rollback.json";

    /// <summary>The name of the manifest.</summary>
    public const string ManifestFileName = "plan.json";

    private const string JournalPattern = "journal*";

    /// <summary>Writes a plan; replaces an older plan there unless something was executed from it.</summary>
    /// <param name="directory">The directory; made where it does not exist.</param>
    /// <param name="manifest">The plan.</param>
    /// <param name="cancellationToken">Stops writing; what was there stays.</param>
    /// <exception cref="InputException">The directory holds the journal of an apply, or is not a directory.</exception>
    /// <exception cref="IOException">Writing failed; what was there stays.</exception>
    public static void Write(string directory, PlanManifest manifest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(manifest);
        RequireWritable(directory);
        var created = !Directory.Exists(directory);
        Directory.CreateDirectory(directory);
        try
        {
            using var files = new AtomicFileSet(directory);
            files.Write(ReassignmentFileName, stream =>
                ReassignmentFile.WriteRows(stream, manifest.Changes, static c => c.TopicPartition, static c => c.After));
            cancellationToken.ThrowIfCancellationRequested();
            var notReversible = manifest.NotReversible.ToHashSet();
            ImmutableArray<Planning.PartitionChange> reversible = notReversible.Count == 0
                ? manifest.Changes : [.. manifest.Changes.Where(c => !notReversible.Contains(c.TopicPartition))];
            files.Write(RollbackFileName, stream =>
                ReassignmentFile.WriteRows(stream, reversible, static c => c.TopicPartition, static c => c.Before));
            cancellationToken.ThrowIfCancellationRequested();
            files.Write(ManifestFileName, stream => PlanManifestWriter.Write(stream, manifest));
            cancellationToken.ThrowIfCancellationRequested();
            files.Commit();
        }
        catch when (created)
        {
            // Made by this call and without a plan: nothing of it should stay.
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <summary>Reads the plan of a directory.</summary>
    /// <param name="directory">A directory that <see cref="Write"/> wrote.</param>
    /// <exception cref="InputException">There is no plan, or one that was changed after planning or belongs to another version.</exception>
    public static PlanManifest Read(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (!Directory.Exists(directory))
        {
            throw new InputException(File.Exists(directory)
                ? $"{directory} is a file; a plan is a directory that 'rebalancer plan --out' wrote"
                : $"{directory} does not exist; a plan is a directory that 'rebalancer plan --out' wrote");
        }

        var manifest = Path.Combine(directory, ManifestFileName);
        return File.Exists(manifest)
            ? PlanManifestReader.Read(manifest)
            : throw new InputException($"{directory} holds no {ManifestFileName}; make a plan with 'rebalancer plan --out {directory}'");
    }

    /// <summary>Says early, before any work is done, whether a plan can be written there.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="InputException">The directory holds the journal of an apply, or is not a directory.</exception>
    public static void RequireWritable(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        for (var path = Path.GetFullPath(directory); path is not null; path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
            {
                throw new InputException($"{path} is a file; the plan needs a directory of its own");
            }
        }

        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory, JournalPattern).Order(StringComparer.Ordinal)
            .FirstOrDefault() is { } journal)
        {
            throw new InputException(
                $"{directory} holds {Path.GetFileName(journal)}, the journal of an apply; write the new plan to another directory");
        }
    }
}
