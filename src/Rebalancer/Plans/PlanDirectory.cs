using System.Collections.Immutable;
using System.IO.Enumeration;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Plans;

namespace Rebalancer;

/// <summary>A plan on disk: what to review, what Kafka's own tool takes, and what apply relies on.</summary>
/// <remarks>
/// <para><c>reassignment.json</c> holds the new replica lists of the changed partitions and <c>rollback.json</c> the old ones of those that
/// can go back, both in Kafka's format.
/// <c>plan.json</c> is the <see cref="PlanManifest"/>. It is written last, so a directory without it holds no plan.</para>
/// <para>Not safe for two writers of one directory at a time.</para>
/// </remarks>
/// <example>
/// <code>
/// ClusterSnapshot snapshot = SnapshotFile.Read("cluster.json");
/// var request = new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default);
/// PlanOutcome outcome = new Planner().Plan(request);
/// PlanDirectory.Write("plan", PlanManifest.Create(request, outcome, inputs: [], topics: null));
/// PlanManifest plan = PlanDirectory.Read("plan");
/// </code>
/// </example>
public static class PlanDirectory
{
    /// <summary>The name of the file with the new replica lists.</summary>
    public const string ReassignmentFileName = "reassignment.json";

    /// <summary>The name of the file with the old replica lists.</summary>
    public const string RollbackFileName = "rollback.json";

    /// <summary>The name of the manifest.</summary>
    public const string ManifestFileName = "plan.json";

    private const string JournalPattern = "journal-*.jsonl";
    private const string TimelineFileName = "timeline.jsonl";

    /// <summary>What this tool itself puts into a plan directory, beside the journals.</summary>
    private static readonly string[] s_ownNames =
        [
            ReassignmentFileName,
            RollbackFileName,
            ManifestFileName,
            PlanLock.LockFileName,
            PlanLock.ProcessFileName,
            "execution-report.json",
            "execution-report.txt"
        ];

    /// <summary>Writes a plan into a directory that is new or empty.</summary>
    /// <param name="directory">The directory; made where it does not exist.</param>
    /// <param name="manifest">The plan.</param>
    /// <param name="cancellationToken">Stops writing; what was there stays.</param>
    /// <exception cref="InputException">The directory holds something, is worked on by another command, or is not a directory.</exception>
    /// <exception cref="IOException">Writing failed; what was there stays.</exception>
    public static void Write(string directory, PlanManifest manifest, CancellationToken cancellationToken = default) =>
        Write(directory, manifest, overwrite: false, cancellationToken);

    /// <summary>Writes a plan.</summary>
    /// <param name="directory">The directory; made where it does not exist.</param>
    /// <param name="manifest">The plan.</param>
    /// <param name="overwrite">Whether an older plan there may be replaced, and other files may lie beside the plan.</param>
    /// <param name="cancellationToken">Stops writing; what was there stays.</param>
    /// <exception cref="InputException">
    /// The directory holds the journal of an apply, is worked on by another command, or is not a directory; or it holds something and
    /// <paramref name="overwrite"/> is not given.
    /// </exception>
    /// <exception cref="IOException">Writing failed; what was there stays.</exception>
    public static void Write(string directory, PlanManifest manifest, bool overwrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(manifest);
        RequireWritable(directory, overwrite);
        var created = !Directory.Exists(directory);
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{directory} cannot be made: {FileFailure.OfWriting(e)}.", e);
        }

        try
        {
            // Who just made it is alone with it. Elsewhere an apply may be asking whether to begin.
            using var held = created ? null : PlanLock.Take(directory);
            RequireWritable(directory, overwrite, isHeld: true);
            WriteFiles(directory, manifest, cancellationToken);
        }
        catch when (created)
        {
            // Made by this call and without a plan: nothing of it should stay.
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    private static void WriteFiles(string directory, PlanManifest manifest, CancellationToken cancellationToken)
    {
        using var files = new AtomicFileSet(directory);
        var notReversible = manifest.NotReversible.ToHashSet();
        ImmutableArray<PartitionChange> reversible =
            notReversible.Count == 0 ? manifest.Changes : [.. manifest.Changes.Where(c => !notReversible.Contains(c.TopicPartition))];
        files.Write(
            (ReassignmentFileName,
                stream => ReassignmentFile.WriteRows(stream, manifest.Changes, static c => c.TopicPartition, static c => c.After)),
            (RollbackFileName,
                stream => ReassignmentFile.WriteRows(stream, reversible, static c => c.TopicPartition, static c => c.Before)),
            (ManifestFileName, stream => PlanManifestWriter.Write(stream, manifest)));
        cancellationToken.ThrowIfCancellationRequested();
        files.Commit();
    }

    /// <summary>
    /// Whether a file of this name in a plan directory is the tool's own: the plan, a journal, the timeline, a report or a lock.
    /// </summary>
    /// <param name="fileName">The name without its directory; case counts as in the file systems of Linux.</param>
    public static bool IsOwnFile(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return s_ownNames.Contains(fileName)
            || fileName == TimelineFileName
            || FileSystemName.MatchesSimpleExpression(JournalPattern, fileName, ignoreCase: false);
    }

    /// <summary>Reads the plan of a directory.</summary>
    /// <param name="directory">A directory that this class wrote.</param>
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

        try
        {
            return PlanManifestReader.Read(Path.Combine(directory, ManifestFileName));
        }
        catch (InputException e) when (e.InnerException is FileNotFoundException)
        {
            throw new InputException($"{directory} holds no {ManifestFileName}; make a plan with 'rebalancer plan --out {directory}'", e);
        }
    }

    /// <summary>
    /// Notices that <c>reassignment.json</c> is not what was planned: <c>apply</c> carries out <c>plan.json</c>, whatever somebody edited
    /// beside it.
    /// </summary>
    /// <param name="directory">The plan directory.</param>
    /// <param name="manifest">Its plan.</param>
    /// <exception cref="InputException">The file names other lists than the plan; the message counts and names them.</exception>
    public static void RequireUnedited(string directory, PlanManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var path = Path.Combine(directory, ReassignmentFileName);
        if (!File.Exists(path))
        {
            return;
        }

        var planned = manifest.Changes.ToDictionary(c => c.TopicPartition, c => c.After);
        var listed = ReassignmentFile.Read(path).Partitions;
        TopicPartition[] differing =
        [
            .. listed.Where(p => !planned.TryGetValue(p.TopicPartition, out var after)
                || !after.AsSpan().SequenceEqual(p.Replicas.AsSpan())).Select(p => p.TopicPartition)
                .Concat(planned.Keys.Except(listed.Select(p => p.TopicPartition))).Order(),
        ];
        if (differing.Length > 0)
        {
            var where = differing.Length == 1 ? $"{differing[0]}" : $"{differing.Length} partitions, the first {differing[0]}";
            throw new InputException(
                $"{path} differs from {ManifestFileName} in {where}: it was edited after planning, and {ManifestFileName} is what is "
                + "carried out. Perhaps restore it, or carry the edited lists out with --reassignment and a copy of the file.");
        }
    }

    /// <summary>Says early, before any work is done, whether a plan can be written there.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="overwrite">Whether an older plan there may be replaced, and other files may lie beside the plan.</param>
    /// <exception cref="InputException">It cannot; the message says why.</exception>
    public static void RequireWritable(string directory, bool overwrite = false) => RequireWritable(directory, overwrite, isHeld: false);

    private static void RequireWritable(string directory, bool overwrite, bool isHeld)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        for (var path = Path.GetFullPath(directory); path is not null; path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
            {
                throw new InputException($"{path} is a file; the plan needs a directory of its own");
            }
        }

        if (!Directory.Exists(directory))
        {
            return;
        }

        if (!isHeld && PlanLock.Holder(directory) is { } holder)
        {
            throw new InputException($"{PlanLock.InUse(holder, directory)}; write the new plan to another directory");
        }

        if (Directory.EnumerateFileSystemEntries(directory, JournalPattern).Order(StringComparer.Ordinal).FirstOrDefault() is { } journal)
        {
            throw new InputException(
                $"{directory} holds {Path.GetFileName(journal)}, the journal of an apply; write the new plan to another directory");
        }

        if (overwrite)
        {
            return;
        }

        if (File.Exists(Path.Combine(directory, ManifestFileName)))
        {
            throw new InputException($"{directory} holds a plan already; add --overwrite to replace it, or name another directory");
        }

        var others = Directory.EnumerateFileSystemEntries(directory)
            .Select(Path.GetFileName).Except(s_ownNames).Order(StringComparer.Ordinal).ToArray();
        if (others.Length > 0)
        {
            throw new InputException($"{directory} holds other files, such as {others[0]}; add --overwrite to write the plan among them, "
                + "or name another directory");
        }
    }
}
