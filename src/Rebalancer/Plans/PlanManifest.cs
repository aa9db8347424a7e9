using System.Collections.Immutable;
using System.Reflection;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Plans;

namespace Rebalancer;

/// <summary>
/// What a plan directory's <c>plan.json</c> holds: the changes that apply relies on, and where they come from and what they reach.
/// </summary>
/// <remarks>
/// An immutable value, safe to share between threads. The members without <c>required</c> are for people and reports; a bare reassignment
/// file has none of them.
/// </remarks>
public sealed record PlanManifest
{
    /// <summary>The version that this build reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of this build of the tool.</summary>
    public static string CurrentToolVersion { get; } =
        typeof(PlanManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The format's version; 1.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The cluster the plan is for, or null where the snapshot did not tell.</summary>
    public required string? ClusterId { get; init; }

    /// <summary>
    /// SHA-256 over cluster id and every partition's before and after list, in hex: the plan's identity. See <see cref="PlanFingerprint"/>.
    /// </summary>
    public required string Fingerprint { get; init; }

    /// <summary>What the plan is for.</summary>
    public required PlanAim Aim { get; init; }

    /// <summary>Changed partitions, sorted by topic and partition.</summary>
    public required ImmutableArray<PartitionChange> Changes { get; init; }

    /// <summary>Partitions whose old list names a dead broker: Kafka takes no list that adds one, so they cannot be rolled back.</summary>
    public required ImmutableArray<TopicPartition> NotReversible { get; init; }

    /// <summary>The version of the tool that planned; empty where not known.</summary>
    public string ToolVersion { get; init; } = "";

    /// <summary>The version of OR-Tools that planned; empty where not known.</summary>
    public string OrToolsVersion { get; init; } = "";

    /// <summary>What found the plan, as in <see cref="PlanOutcome.Method"/>; empty where not known.</summary>
    public string Method { get; init; } = "";

    /// <summary>The files that the plan was made from.</summary>
    public ImmutableArray<PlanInput> Inputs { get; init; } = [];

    /// <summary>The options that the plan was made with, or null where not known.</summary>
    public PlanManifestOptions? Options { get; init; }

    /// <summary>The proof, or null where not known.</summary>
    public GoalResults? Goals { get; init; }

    /// <summary>The cluster before, or null where not known.</summary>
    public PlanMetrics? Before { get; init; }

    /// <summary>The cluster after, or null where not known.</summary>
    public PlanMetrics? After { get; init; }

    /// <summary>Warnings and reasons, those of the input's readers among them.</summary>
    public ImmutableArray<PlanNote> Notes { get; init; } = [];

    /// <summary>Makes the manifest of a plan.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="outcome">What planning came to.</param>
    /// <param name="inputs">The files behind the request.</param>
    /// <param name="topics">The selection of topics as the person gave it, or null for all.</param>
    public static PlanManifest Create(PlanRequest request, PlanOutcome outcome, ImmutableArray<PlanInput> inputs, string? topics)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(outcome);
        var live = request.Snapshot.Brokers.Select(b => b.Id).Except(request.Roles.Dead).ToHashSet();
        var notReversible = NotReversibleOf(outcome.Changes, new BrokerIndex([.. live]));
        return new PlanManifest
        {
            ClusterId = request.Snapshot.ClusterId,
            Fingerprint = PlanFingerprint.Compute(request.Snapshot.ClusterId, outcome.Changes),
            Aim = outcome.Aim,
            Changes = outcome.Changes,
            NotReversible = notReversible,
            ToolVersion = CurrentToolVersion,
            OrToolsVersion = SolverVersion.OrTools,
            Method = outcome.Method,
            Inputs = inputs,
            Options = PlanManifestOptions.Of(request, topics),
            Goals = outcome.Goals,
            Before = outcome.Before,
            After = outcome.After,
            Notes = PlanNotes.OfPlan(request, outcome, notReversible, live),
        };
    }

    private static ImmutableArray<TopicPartition> NotReversibleOf(ImmutableArray<PartitionChange> changes, BrokerIndex live)
    {
        var names = ImmutableArray.CreateBuilder<TopicPartition>();
        foreach (var change in changes)
        {
            foreach (var id in change.Before.Ids())
            {
                if (live.Of(id) < 0)
                {
                    names.Add(change.TopicPartition);
                    break;
                }
            }
        }

        return names.DrainToImmutable();
    }

    /// <inheritdoc/>
    public bool Equals(PlanManifest? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>A file that a plan was made from.</summary>
/// <param name="Kind">
/// What it is: "live" for a cluster that was read over the network, else the option that named it, such as "snapshot", "assignment" or
/// "topology".
/// </param>
/// <param name="Name">The file's name without its directory, or the bootstrap servers.</param>
/// <param name="Sha256">SHA-256 of its bytes in hex, or null where there is no file.</param>
public sealed record PlanInput(string Kind, string Name, string? Sha256);
