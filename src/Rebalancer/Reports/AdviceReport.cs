using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>Where brokers do most good, as a person or a program reads it.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record AdviceReport
{
    /// <summary>What it comes to, in one or two sentences.</summary>
    public required string Summary { get; init; }

    /// <summary>The cluster as it is, and what its own plan would make of it.</summary>
    public required AdviceRow Present { get; init; }

    /// <summary>The choices, best first; empty where none were asked for.</summary>
    public required ImmutableArray<AdviceRow> Choices { get; init; }

    /// <summary>How many choices of that many brokers were compared; those that are alike in all domains count once.</summary>
    public required int ComparedCount { get; init; }

    /// <summary>Whether these were all.</summary>
    public required bool AllCompared { get; init; }

    /// <summary>What cannot be had as the cluster is, a sentence each, with its numbers.</summary>
    public required ImmutableArray<string> Impossible { get; init; }

    /// <summary>The smallest changes that would make it possible.</summary>
    public required ImmutableArray<SmallestChange> SmallestChanges { get; init; }

    /// <summary>What the best choice would do to the cluster; of the present plan where there are no choices.</summary>
    public required PlanEffects Effects { get; init; }

    /// <summary>What the readers of the input have to say.</summary>
    public required ImmutableArray<PlanNote> Notes { get; init; }

    /// <summary>What to do next.</summary>
    public required NextSteps Next { get; init; }

    /// <inheritdoc/>
    public bool Equals(AdviceReport? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>What a plan would make of the cluster with some brokers more or fewer.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record AdviceRow
{
    /// <summary>The brokers that are added or taken away; none for the cluster as it is.</summary>
    public required ImmutableArray<AdvisedBroker> Brokers { get; init; }

    /// <summary>Replicas that find no other place than a broker that is taken away, or is dead or draining already.</summary>
    public required int LeavingReplicas { get; init; }

    /// <summary>Partitions that share a domain, summed over the dimensions.</summary>
    public required int SharingPartitions { get; init; }

    /// <summary>Replicas per broker.</summary>
    public required LoadRange Replicas { get; init; }

    /// <summary>Leaders per broker.</summary>
    public required LoadRange Leaders { get; init; }

    /// <summary>Replicas to copy.</summary>
    public required int MoveCount { get; init; }

    /// <summary>Bytes to copy; partitions of unknown size left out.</summary>
    public required long MoveBytes { get; init; }

    /// <summary>How near each goal is to its best.</summary>
    public required ImmutableArray<ProofRow> Proof { get; init; }

    /// <summary>What the loss of a domain or a broker would do, now and after the plan.</summary>
    public required LossReport Risk { get; init; }

    /// <inheritdoc/>
    public bool Equals(AdviceRow? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
