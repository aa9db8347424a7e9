using Rebalancer.Planning;

namespace Rebalancer;

/// <summary>
/// Plans changes of a cluster and the placement of new partitions. <see cref="Planner"/> does; a test may put another here.
/// </summary>
/// <remarks>
/// Implementations are safe for concurrent use and deterministic: the same request gives the same outcome on any machine. Planning is pure
/// computing on the caller's thread, without input or output; a server wraps it in <see cref="Task.Run(Action)"/> where that matters.
/// </remarks>
public interface IPlanner
{
    /// <summary>Plans a cluster.</summary>
    /// <param name="request">The cluster, its topology and the options.</param>
    /// <param name="progress">Told the name of each step when it starts; may be null.</param>
    /// <param name="cancellationToken">Stops planning.</param>
    /// <returns>The plan with its proof. Never null; what cannot be had is a note, not an exception.</returns>
    /// <exception cref="InputException">The options or the snapshot cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    PlanOutcome Plan(PlanRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Plans a cluster within several limits of moves: what a little, and a little more, would come to. The points lie closest where the
    /// plan gains most.
    /// </summary>
    /// <param name="request">
    /// The cluster, its topology and the options, without limits of its own. Not for <see cref="PlanAim.Leaders"/>.
    /// </param>
    /// <param name="points">
    /// How many plans at most, from 2 to <see cref="PlanFrontier.MaxPoints"/>; fewer where there are no more different ones.
    /// </param>
    /// <param name="progress">Told the name of each step when it starts; may be null.</param>
    /// <param name="cancellationToken">Stops planning.</param>
    /// <returns>The plans by ascending limit, from nothing to the whole plan. The time limit is for all of them together.</returns>
    /// <exception cref="InputException">The options or the snapshot cannot be used, or the number of points is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    PlanFrontier Frontier(
        PlanRequest request, int points = PlanFrontier.DefaultPoints, IProgress<string>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Places partitions that do not exist yet: with the best spread, the cluster's totals of replicas and then of leaders as even as they
    /// can be made, and the topics themselves as even as that leaves open. Nothing that exists changes.
    /// </summary>
    /// <param name="request">The cluster and what to place.</param>
    /// <param name="progress">Told the name of each step when it starts; may be null.</param>
    /// <param name="cancellationToken">Stops planning.</param>
    /// <returns>A replica list for every new partition, with its proof. Never null.</returns>
    /// <exception cref="InputException">A topic, count or replication factor cannot be, or the snapshot cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    PlacementOutcome Place(
        PlacementRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says where new brokers do most good, or which brokers can best be spared: what each choice makes of spread, loads and moves; and the
    /// smallest change that makes possible what the cluster cannot have as it is.
    /// </summary>
    /// <param name="request">The cluster, and how many brokers to add or to take away; 0 of both for the smallest changes alone.</param>
    /// <param name="progress">Told the name of each step when it starts; may be null.</param>
    /// <param name="cancellationToken">Stops planning.</param>
    /// <returns>The best choices, each with its plan. Never null.</returns>
    /// <exception cref="InputException">A number is out of range, or the options or the snapshot cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Advice Advise(AdviceRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default);
}
