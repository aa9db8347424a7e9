using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Proof;

namespace Rebalancer.Planning.Sets;

/// <summary>The replica sets of a plan with their proof, before leaders are chosen.</summary>
/// <param name="Placement">The broker of every slot.</param>
/// <param name="Moves">Replicas that are copied.</param>
/// <param name="MovesLowerBound">No plan as good in spread and balance moves fewer.</param>
/// <param name="SumOfSquares">The sum of the squares of the brokers' replica counts.</param>
/// <param name="SumOfSquaresLowerBound">No plan of best spread has less.</param>
/// <param name="Method">What found the plan, for people.</param>
internal sealed record PlacementResult(
    Placement Placement, long Moves, long MovesLowerBound, long SumOfSquares, long SumOfSquaresLowerBound, string Method)
{
    /// <summary>
    /// What is known of the goals that come before balance and moves, where a budget may end before they are reached; null without one.
    /// </summary>
    public GoalResults? Earlier { get; init; }

    /// <summary>The cells that the plan was made in, with the loads of best balance; null where those are not proven.</summary>
    public CellPlacement? Cells { get; init; }

    /// <summary>What bounds the moves, and with them the sets of every plan as good; empty where that is not known.</summary>
    public IReadOnlyList<MoveProof> Proofs { get; init; } = [];

    /// <summary>
    /// No plan as good, and with leaders as even as can be, changes fewer preferred leaders; 0 where that was not looked at.
    /// </summary>
    public long LeaderChangesLowerBound { get; init; }

    public bool Proven => Moves <= MovesLowerBound && SumOfSquares <= SumOfSquaresLowerBound;

    /// <summary>Preferred leaders that are not placed any more: each is a change that no choice of leaders can spare.</summary>
    public int LostLeaders { get; init; }

    /// <summary>Whether this is better in balance, then in moves, then in preferred leaders that can stay.</summary>
    public bool IsBetterThan(PlacementResult? other) =>
        other is null || (SumOfSquares, Moves, LostLeaders).CompareTo((other.SumOfSquares, other.Moves, other.LostLeaders)) < 0;
}
