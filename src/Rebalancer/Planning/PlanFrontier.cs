using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer;

/// <summary>What each amount of copying comes to: plans within ascending limits of moves.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Points">
/// The plans, by ascending limit: the first changes no replica's broker, the last is the whole plan. One where nothing is to be moved.
/// </param>
public sealed record PlanFrontier(ImmutableArray<FrontierPoint> Points)
{
    /// <summary>How many points are planned unless another number is asked for.</summary>
    public const int DefaultPoints = 10;

    /// <summary>The fewest points that can be asked for.</summary>
    public const int MinPoints = 2;

    /// <summary>The most points that can be asked for.</summary>
    public const int MaxPoints = 100;

    /// <exception cref="InputException">The options have limits of their own, or others that do not go with several plans.</exception>
    internal static void Check(PlanOptions options, int points)
    {
        var problems = new OptionProblems();
        problems.AddFrom(options.Validate);
        problems.Require(
            points is >= MinPoints and <= MaxPoints,
            $"{points} points are asked for; from {MinPoints} to {MaxPoints} can be planned.");
        problems.Require(
            options.Budget.IsUnlimited, "Several limits are tried, so no limit of moves, bytes or leader changes goes with them.");
        problems.Require(
            options.Aim != PlanAim.Leaders && !options.Force && options.Replacements.IsEmpty,
            "Several limits of moves are tried for the aims of balance and repair only, without force and without replacements.");
        problems.ThrowIfAny();
    }

    /// <inheritdoc/>
    public bool Equals(PlanFrontier? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>One plan of a frontier.</summary>
/// <param name="Kind">Which plan it is.</param>
/// <param name="MoveLimit">How many replicas it might copy.</param>
/// <param name="Plan">The plan within this limit, with its proof: the best, or how far from it at most.</param>
public sealed record FrontierPoint(FrontierPointKind Kind, long MoveLimit, PlanOutcome Plan);

/// <summary>Which plan of a frontier it is.</summary>
public enum FrontierPointKind
{
    /// <summary>A limit in between.</summary>
    Partial,

    /// <summary>No replica is copied; leaders may change, and replicas may be removed.</summary>
    NoMoves,

    /// <summary>The fewest copies that empty leaving brokers, bring missing replicas and mend every avoidable violation.</summary>
    RepairOnly,

    /// <summary>The plan without a limit.</summary>
    Whole,
}
