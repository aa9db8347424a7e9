using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer;

/// <summary>What planning came to: the changes, their proof, and the reason for whatever cannot be had.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <example>
/// <code>
/// ClusterSnapshot snapshot = SnapshotFile.Read("cluster.json");
/// var request = new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default);
/// PlanOutcome outcome = new Planner().Plan(request);
/// foreach (GoalResult goal in outcome.Goals)
/// {
///     Console.WriteLine($"{goal.Goal.Title}: {goal.Value}, at best {goal.LowerBound}");
/// }
///
/// foreach (PartitionChange change in outcome.Changes)
/// {
///     Console.WriteLine($"{change.TopicPartition}: {string.Join(',', change.Before)} -> {string.Join(',', change.After)}");
/// }
/// </code>
/// </example>
public sealed record PlanOutcome
{
    /// <summary>The aim that was planned for.</summary>
    public required PlanAim Aim { get; init; }

    /// <summary>Changed partitions, sorted by topic and partition; empty when nothing needs to change.</summary>
    public required ImmutableArray<PartitionChange> Changes { get; init; }

    /// <summary>The cluster before.</summary>
    public required PlanMetrics Before { get; init; }

    /// <summary>The cluster after.</summary>
    public required PlanMetrics After { get; init; }

    /// <summary>What was reached in each goal and what cannot be beaten, in the order of the aim.</summary>
    public required GoalResults Goals { get; init; }

    /// <summary>Warnings and reasons, in a fixed order.</summary>
    public required ImmutableArray<PlanNote> Notes { get; init; }

    /// <summary>What found the plan, for people: for example "fast placement" or "type LP + CP-SAT".</summary>
    public required string Method { get; init; }

    /// <summary>Replicas that are copied.</summary>
    public int MoveCount => Changes.Sum(c => c.MoveCount);

    /// <summary>Bytes that are copied; partitions of unknown size left out.</summary>
    public long MoveBytes => Changes.Sum(c => c.Size.BytesOrZero * c.MoveCount);

    /// <summary>Partitions whose preferred leader changes; new ones had none.</summary>
    public int LeaderChangeCount => Changes.Count(c => c is { Before: [var old, ..], After: [var next, ..] } && old != next);

    /// <summary>Whether the cluster needs no change for this aim.</summary>
    public bool NothingToDo => Changes.IsEmpty;

    /// <inheritdoc/>
    public bool Equals(PlanOutcome? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
