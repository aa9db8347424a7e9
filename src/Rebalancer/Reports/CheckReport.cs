using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Verification;

namespace Rebalancer.Reports;

/// <summary>The verdict on a plan of any origin, as <c>check-plan</c> tells it.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record CheckReport
{
    /// <summary>What was judged, for people: a file or a directory.</summary>
    public required string Plan { get; init; }

    /// <summary>What it comes to.</summary>
    public required Headline Headline { get; init; }

    /// <summary>What the plan would do to the cluster; entries with errors count as not done.</summary>
    public required PlanEffects Effects { get; init; }

    /// <summary>The verdict.</summary>
    public required VerificationReport Verification { get; init; }

    /// <summary>What gets worse, and what the readers of the input have to say.</summary>
    public required ImmutableArray<PlanNote> Notes { get; init; }

    /// <summary>What to do next.</summary>
    public required NextSteps Next { get; init; }

    /// <inheritdoc/>
    public bool Equals(CheckReport? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
