using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer;

/// <summary>Where brokers do most good, what they would make of the cluster, and what it cannot have as it is.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record Advice
{
    /// <summary>The plan for the cluster as it is; its notes of kind <see cref="PlanNoteKind.Reason"/> say what cannot be had.</summary>
    public required PlanOutcome Present { get; init; }

    /// <summary>
    /// The best choices of brokers to add or to take away, best first: fewest replicas that must share a domain, then the most equal loads,
    /// then the fewest moves. All of them can be carried out. Empty where nothing was to be added or taken away, and where
    /// <see cref="WhyNone"/> says that nothing can be.
    /// </summary>
    public required ImmutableArray<AdvisedChoice> Choices { get; init; }

    /// <summary>
    /// Why no choice can be carried out, with its numbers, and how many brokers could be taken away; null where one can, or none was asked
    /// for.
    /// </summary>
    public string? WhyNone { get; init; }

    /// <summary>
    /// How many choices of that many brokers there are, also those that differ from others in moves alone, which are not compared;
    /// <see cref="long.MaxValue"/> where there are more.
    /// </summary>
    public required long ChoiceCount { get; init; }

    /// <summary>How many choices of that many brokers were compared; those of <see cref="Choices"/> were planned as well.</summary>
    public required int ComparedCount { get; init; }

    /// <summary>Whether every choice there is was compared. Where there are too many, better ones may have been missed.</summary>
    public required bool AllCompared { get; init; }

    /// <summary>What is impossible now, and the fewest new brokers that would make it possible.</summary>
    public required ImmutableArray<SmallestChange> SmallestChanges { get; init; }

    /// <inheritdoc/>
    public bool Equals(Advice? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>Brokers to add, or to take away, and the plan that would follow.</summary>
/// <param name="Brokers">The brokers, by domains.</param>
/// <param name="Request">The cluster with the new brokers, or with the spared ones draining.</param>
/// <param name="Plan">The plan for it: its metrics, moves and proof.</param>
public sealed record AdvisedChoice(ImmutableArray<AdvisedBroker> Brokers, PlanRequest Request, PlanOutcome Plan)
{
    /// <inheritdoc/>
    public bool Equals(AdvisedChoice? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>A broker to add or to take away.</summary>
/// <param name="BrokerId">Its id; of a new broker a free one, which the plan names it by.</param>
/// <param name="Domains">One a dimension of the topology; null where not known.</param>
/// <param name="IsNew">Whether it is to be added.</param>
public sealed record AdvisedBroker(int BrokerId, ImmutableArray<string?> Domains, bool IsNew)
{
    /// <inheritdoc/>
    public bool Equals(AdvisedBroker? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>Something that no plan can have now, and what would make it possible.</summary>
/// <param name="Wish">What cannot be had.</param>
/// <param name="Replicas">
/// For <see cref="AdviceWish.OwnDomains"/>, the replicas that must share a domain, summed over the dimensions; for
/// <see cref="AdviceWish.EqualLoads"/>, 0.
/// </param>
/// <param name="Brokers">New brokers that would make it possible; empty where none were found.</param>
/// <param name="IsSmallest">Whether fewer brokers were looked at in every way and do not do.</param>
public sealed record SmallestChange(AdviceWish Wish, long Replicas, ImmutableArray<AdvisedBroker> Brokers, bool IsSmallest)
{
    /// <inheritdoc/>
    public bool Equals(SmallestChange? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>What one may wish of a cluster's brokers.</summary>
public enum AdviceWish
{
    /// <summary>Every replica of a partition in a domain of its own, in every dimension.</summary>
    OwnDomains,

    /// <summary>The best spread together with equal loads: every broker with as many replicas as any other, give or take one.</summary>
    EqualLoads,
}
