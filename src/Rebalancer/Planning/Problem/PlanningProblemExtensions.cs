namespace Rebalancer.Planning.Problem;

/// <summary>Derived models.</summary>
internal static class PlanningProblemExtensions
{
    /// <summary>The same cluster where only the given partitions may change.</summary>
    public static PlanningProblem WithMovable(this PlanningProblem model, bool[] movable) => new()
    {
        BrokerIds = model.BrokerIds,
        Domains = model.Domains,
        DomainCounts = model.DomainCounts,
        AcceptsNew = model.AcceptsNew,
        Offsets = model.Offsets,
        Replicas = model.Replicas,
        Movable = movable,
        Counted = model.Counted,
        Sizes = model.Sizes,
        TopicOffsets = model.TopicOffsets,
    };

    /// <summary>Puts every replica that stays on its broker back into its old slot, so that a slot tells whether it changed. In place.</summary>
    public static void AlignSlots(this PlanningProblem model, int[] placed)
    {
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var start = model.Offsets[p];
            var r = model.ReplicationFactor(p);
            for (var i = 0; i < r; i++)
            {
                while (placed[start + i] is >= 0 and var b && b != model.Replicas[start + i])
                {
                    var own = model.Replicas.AsSpan(start, r).IndexOf(b);
                    if (own < 0)
                    {
                        break;
                    }

                    (placed[start + i], placed[start + own]) = (placed[start + own], placed[start + i]);
                }
            }
        }
    }
}
