using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Pricing;

/// <summary>What a partition's slots ask beside prices.</summary>
/// <param name="Wanted">How many replicas the set has.</param>
/// <param name="Forced">Slots that keep their replica, one bit per slot.</param>
/// <param name="OneOf">Slots of which at least one keeps its replica, one bit per slot; 0 where none need to.</param>
internal readonly record struct SlotRules(int Wanted, int Forced = 0, int OneOf = 0)
{
    /// <summary>The rules of a partition: excluded brokers keep theirs, and a lowered list keeps a replica that is in sync.</summary>
    public static SlotRules Of(PlanningProblem problem, int partition) => new(
        problem.Wanted[partition],
        problem.ForcedSlots(partition),
        problem.InSync is not null && problem.IsLowered(partition) ? problem.InSync[partition] : 0);
}
