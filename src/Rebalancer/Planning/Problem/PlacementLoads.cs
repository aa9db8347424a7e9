namespace Rebalancer.Planning.Problem;

/// <summary>Counts over a finished placement.</summary>
internal static class PlacementLoads
{
    /// <summary>Replicas by broker over all counted partitions.</summary>
    public static int[] Replicas(PlanningProblem model, int[] placed)
    {
        var load = new int[model.BrokerCount];
        for (var p = 0; p < model.PartitionCount; p++)
        {
            for (var slot = model.Offsets[p]; model.Counted[p] && slot < model.Offsets[p + 1]; slot++)
            {
                if (placed[slot] >= 0)
                {
                    load[placed[slot]]++;
                }
            }
        }

        return load;
    }

    /// <summary>Replicas on brokers that did not hold the partition before.</summary>
    public static long Moves(PlanningProblem model, int[] placed)
    {
        long moves = 0;
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var before = model.Replicas.AsSpan(model.Offsets[p], model.ReplicationFactor(p));
            for (var slot = model.Offsets[p]; slot < model.Offsets[p + 1]; slot++)
            {
                moves += placed[slot] >= 0 && placed[slot] != model.Replicas[slot] && !before.Contains(placed[slot]) ? 1 : 0;
            }
        }

        return moves;
    }

    /// <summary>Movable partitions whose preferred leader is not among their placed replicas.</summary>
    public static int LeadersLost(PlanningProblem model, int[] placed)
    {
        var lost = 0;
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var first = model.Offsets[p];
            lost += model.Movable[p] && (model.Replicas[first] < 0 || !placed.AsSpan(first, model.ReplicationFactor(p)).Contains(model.Replicas[first])) ? 1 : 0;
        }

        return lost;
    }

    public static long SumOfSquares(int[] load) => load.Sum(x => (long)x * x);
}
