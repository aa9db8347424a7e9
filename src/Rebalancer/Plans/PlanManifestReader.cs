using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Plans;

/// <summary>
/// Reads and checks <c>plan.json</c>: its form, its version, and that its partitions are the ones that its fingerprint names.
/// </summary>
internal static class PlanManifestReader
{
    /// <exception cref="InputException">The file is not the manifest that a planner wrote.</exception>
    public static PlanManifest Read(string path)
    {
        var document = Parse(path);
        if (document.Version is { } version and not PlanManifest.CurrentVersion)
        {
            throw new InputException(
                $"{path}: version {version} is not known to this build, which reads version {PlanManifest.CurrentVersion}; plan again, "
                    + "or use the rebalancer that wrote it");
        }

        var changes = Changes(path, document.Partitions ?? throw Missing(path, "partitions"));
        var fingerprint = document.Fingerprint ?? throw Missing(path, "fingerprint");
        var computed = PlanFingerprint.Compute(document.ClusterId, changes);
        if (computed != fingerprint)
        {
            throw new InputException(
                $"{path}: the fingerprint is {fingerprint}, but its partitions give {computed}; the file was changed after planning, "
                + "so plan again");
        }

        return new PlanManifest
        {
            ClusterId = document.ClusterId,
            Fingerprint = fingerprint,
            Aim = Word<PlanAim>(path, "aim", document.Aim, PlanWords.Of),
            Changes = changes,
            NotReversible = [.. (document.NotReversible ?? throw Missing(path, "notReversible"))
                .Select(p => new TopicPartition(p.Topic, p.Partition))],
            ToolVersion = document.ToolVersion ?? "",
            OrToolsVersion = document.OrToolsVersion ?? "",
            Method = document.Method ?? "",
            Inputs = [.. (document.Inputs ?? []).Select(i => new PlanInput(i.Kind, i.Name, i.Sha256))],
            Options = document.Options is { } o
                ? new PlanManifestOptions(
                    Word<SolverChoice>(path, "options.solver", o.Solver, PlanWords.Of),
                    Word<SpreadPolicy>(path, "options.spread", o.Spread, PlanWords.Of),
                    o.TimeLimitSeconds is > 0 and <= 1e9 ? TimeSpan.FromSeconds(o.TimeLimitSeconds)
                        : throw new InputException($"{path}: options.timeLimitSeconds {o.TimeLimitSeconds} is out of range"),
                    o.Topics,
                    new GivenRoles
                    {
                        Dead = [.. o.DeadBrokers],
                        Draining = [.. o.DrainingBrokers ?? []],
                        Cordoned = [.. o.CordonedBrokers ?? []],
                        Excluded = [.. o.ExcludedBrokers ?? []],
                        OnlyTo = o.OnlyToBrokers is { } only ? [.. only] : null,
                    },
                    o.Force)
                {
                    ReplicationFactors = [.. (o.ReplicationFactors ?? []).Select(f => Factor(path, f))],
                    BrokerSets = [.. (o.BrokerSets ?? []).Select(s => new TopicBrokers(s.Topic, [.. s.Brokers]))],
                    Budget = new MoveBudget(
                        Limit(path, "maxMoves", o.MaxMoves), Limit(path, "maxBytes", o.MaxBytes),
                        Limit(path, "maxLeaderChanges", o.MaxLeaderChanges)),
                    Replacements = [.. (o.Replacements ?? []).Select(r => new BrokerReplacement(r.OldBroker, r.NewBroker))],
                }
                : null,
            Goals = document.Bounds is { } bounds ? new GoalResults(bounds.Select(b => Result(path, b.Key, b.Value))) : null,
            Before = Metrics(document.Before),
            After = Metrics(document.After),
            Notes = [.. (document.Notes ?? [])
                .Select(n => new PlanNote(Word<PlanNoteKind>(path, "notes.kind", n.Kind, PlanWords.Of), n.Code, n.Text))],
        };
    }

    private static PlanManifestDocument Parse(string path)
    {
        try
        {
            using var file = InputFile.Open(path);
            using var text = file.AsStream();
            return JsonSerializer.Deserialize(text, PlanManifestJsonContext.Default.PlanManifestDocument)
                ?? throw new InputException($"{path}: holds null instead of a plan");
        }
        catch (JsonException e)
        {
            var place = e.Path is null or "$" ? "" : $", at {e.Path.TrimStart('$', '.')}";
            throw new InputException(
                $"{path}, line {(e.LineNumber ?? 0) + 1}{place}: {Reason(e.Message)}; perhaps the file was cut off or edited by hand", e);
        }
    }

    /// <summary>The parser's own words without the names of this library's types.</summary>
    private static string Reason(string message)
    {
        const string MissingMembers = "was missing required properties including: ";
        const string WrongType = "The JSON value could not be converted to ";
        var reason = message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0].TrimEnd('.');
        var missing = reason.IndexOf(MissingMembers, StringComparison.Ordinal);
        return missing >= 0 ? $"{reason[(missing + MissingMembers.Length)..]} is missing"
            : reason.StartsWith(WrongType, StringComparison.Ordinal) ? "the value is of the wrong type or out of range"
            : reason;
    }

    private static ImmutableArray<PartitionChange> Changes(string path, List<PlanManifestDocument.ChangeDocument> documents)
    {
        var changes = ImmutableArray.CreateBuilder<PartitionChange>(documents.Count);
        foreach (var d in documents)
        {
            var partition = new TopicPartition(d.Topic, d.Partition);
            if (d.Topic.Length == 0 || d.Partition < 0)
            {
                throw new InputException($"{path}: partition {partition} is not a valid name");
            }

            RequireReplicas(path, partition, "before", d.Before);
            RequireReplicas(path, partition, "after", d.After);
            if (d.SizeBytes < 0)
            {
                throw new InputException($"{path}: partition {partition} has sizeBytes {d.SizeBytes}; it must not be negative");
            }

            if (changes.Count > 0 && changes[^1].TopicPartition >= partition)
            {
                throw new InputException(
                    $"{path}: partition {partition} comes after {changes[^1].TopicPartition}; partitions must be sorted and unique");
            }

            changes.Add(new PartitionChange(
                partition, ImmutableCollectionsMarshal.AsImmutableArray(d.Before), ImmutableCollectionsMarshal.AsImmutableArray(d.After),
                d.SizeBytes is { } bytes ? DataSize.FromBytes(bytes) : DataSize.Unknown));
        }

        return changes.DrainToImmutable();
    }

    private static void RequireReplicas(string path, TopicPartition partition, string name, int[] replicas)
    {
        if (replicas.Length == 0 || replicas.Any(r => r < 0) || replicas.Distinct().Count() != replicas.Length)
        {
            throw new InputException(
                $"{path}: \"{name}\" of partition {partition} is [{string.Join(',', replicas)}]; it must hold distinct broker ids from 0");
        }
    }

    private static T Word<T>(string path, string name, string? word, Func<T, string> wordOf)
        where T : struct, Enum =>
        PlanWords.Find(word, wordOf) ?? throw new InputException(
            $"{path}: \"{name}\" is '{word}'; it must be one of {string.Join(", ", Enum.GetValues<T>().Select(wordOf))}");

    private static TopicReplicationFactor Factor(string path, PlanManifestDocument.FactorDocument factor) => factor.ReplicationFactor >= 1
        ? new TopicReplicationFactor(factor.Topic, factor.ReplicationFactor)
        : throw new InputException($"{path}: topic {factor.Topic} has replicationFactor {factor.ReplicationFactor}; it must be at least 1");

    private static long? Limit(string path, string name, long? limit) => limit is null or >= 0
        ? limit
        : throw new InputException($"{path}: options.{name} is {limit}; it must not be negative");

    private static GoalResult Result(string path, string name, PlanManifestDocument.BoundDocument bound) =>
        Goal.Find(name) is { } goal
            ? new GoalResult(goal, bound.Value, bound.LowerBound)
            : throw new InputException(
                $"{path}: \"bounds\" names '{name}'; it must be one of {string.Join(", ", Goal.All.Select(g => g.Name))}");

    private static PlanMetrics? Metrics(PlanManifestDocument.MetricsDocument? metrics) => metrics is null ? null : new PlanMetrics
    {
        PartitionsWithAvoidableViolations = metrics.PartitionsWithAvoidableViolations,
        Dimensions = [.. metrics.Dimensions.Select(d => new DimensionMetrics(d.Name, d.SharingPartitions, d.MissingDomains))],
        DeadReplicas = metrics.DeadReplicas,
        DrainingReplicas = metrics.DrainingReplicas,
        Replicas = new LoadRange(metrics.Replicas.Min, metrics.Replicas.Max),
        ReplicaSumOfSquares = metrics.ReplicaSumOfSquares,
        Leaders = new LoadRange(metrics.Leaders.Min, metrics.Leaders.Max),
        LeaderSumOfSquares = metrics.LeaderSumOfSquares,
        Bytes = new LoadRange(metrics.Bytes.Min, metrics.Bytes.Max),
        Brokers = [.. metrics.Brokers.Select(b => new BrokerMetrics(b.Id, b.Host, [.. b.Domains], b.Replicas, b.Leaders, b.Bytes)
        {
            Role = BrokerRole.Find(b.Role) ?? BrokerRole.Member,
        })],
    };

    private static InputException Missing(string path, string name) => new($"{path}: \"{name}\" is missing; is it a plan of rebalancer?");
}
