using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Scheduling;

namespace Rebalancer.Reports.Building;

/// <summary>Makes the report of a frontier.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class FrontierReportBuilder
{
    /// <summary>Puts the plans into numbers.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="frontier">The plans.</param>
    /// <param name="copying">How a plan would be carried out.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static FrontierReport Build(
        ClusterSnapshot snapshot, PlanFrontier frontier, CopyOptions copying, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(frontier);
        ArgumentNullException.ThrowIfNull(copying);
        var told = copying with { Rates = [copying.ToldRate] };
        return new([.. frontier.Points.Select(point => Row(point, Time(snapshot, point.Plan, told, cancellationToken)))]);
    }

    private static FrontierRow Row(FrontierPoint point, EstimatedTime? time) => new()
    {
        Kind = point.Kind,
        MoveLimit = point.MoveLimit,
        MoveCount = point.Plan.MoveCount,
        MoveBytes = point.Plan.MoveBytes,
        LeaderChangeCount = point.Plan.LeaderChangeCount,
        Time = time,
        LeavingReplicas = point.Plan.After.DeadReplicas + point.Plan.After.DrainingReplicas,
        Violations = point.Plan.After.PartitionsWithAvoidableViolations,
        Replicas = point.Plan.After.Replicas,
        Leaders = point.Plan.After.Leaders,
        Proof = ProofWords.Rows(point.Plan.Goals),
        IsStoppedByTimeLimit = point.Plan.Notes.Any(note => note.Code == PlanNote.TimeLimitCode),
    };

    private static EstimatedTime? Time(ClusterSnapshot snapshot, PlanOutcome plan, CopyOptions copying, CancellationToken cancellationToken)
    {
        var copies = ImmutableArray.CreateBuilder<Copy>();
        foreach (var partition in PlannedPartitions.Of(snapshot, plan.Changes))
        {
            if (partition.Change is { MoveCount: > 0 } change)
            {
                copies.Add(new(change, partition.Partition.Leader));
            }
        }

        return CopyEstimator.Estimate(copies.DrainToImmutable(), copying, cancellationToken)?.Told;
    }
}
