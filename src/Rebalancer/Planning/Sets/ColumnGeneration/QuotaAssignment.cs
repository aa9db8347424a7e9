using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// From quotas to partitions: within a group any partition may take any answer at equal moves, so the answers with most moves go to the
/// smallest partitions (fewest bytes, by the rearrangement inequality). Where several brokers share a price group, a partition prefers to
/// drop what its broker has still to give up.
/// </summary>
internal static class QuotaAssignment
{
    public static CellPlacement Assign(PartitionGroups groups, MasterProblem master, int[] quotas)
    {
        var problem = groups.Cells.Problem;
        var cells = new CellPlacement(groups.Cells.Grid, groups.Cells.Targets);
        var members = new List<int>[groups.Count];
        var columns = new List<int>[groups.Count];
        for (var q = 0; q < groups.Count; q++)
        {
            members[q] = new(groups.Weight[q]);
            columns[q] = [];
        }

        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (groups.PartitionGroupOf[p] >= 0)
            {
                members[groups.PartitionGroupOf[p]].Add(p);
            }
        }

        for (var j = 0; j < quotas.Length; j++)
        {
            if (quotas[j] > 0)
            {
                columns[master.Columns[j].Group].Add(j);
            }
        }

        var excess = new int[problem.BrokerCount];
        for (var b = 0; b < excess.Length; b++)
        {
            excess[b] = Math.Max(0, cells.CurrentLoad[b] - cells.Targets.BrokerMax[b]);
        }

        var left = (int[])quotas.Clone();
        for (var q = 0; q < groups.Count; q++)
        {
            members[q].Sort((a, b) => problem.Sizes[a] != problem.Sizes[b] ? problem.Sizes[a].CompareTo(problem.Sizes[b]) : a.CompareTo(b));
            columns[q].Sort((a, b) => master.Columns[a].Moves != master.Columns[b].Moves
                ? master.Columns[b].Moves.CompareTo(master.Columns[a].Moves)
                : a.CompareTo(b));
            AssignGroup(groups, master, cells, members[q], columns[q], left, excess);
        }

        return cells;
    }

    private static void AssignGroup(
        PartitionGroups groups, MasterProblem master, CellPlacement cells, List<int> members, List<int> columns, int[] left, int[] excess)
    {
        var problem = cells.Problem;
        Span<int> order = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        foreach (var p in members)
        {
            var r = problem.Width(p);
            groups.SlotOrder(p, order[..r]);
            var best = -1;
            long bestNeed = long.MinValue;
            foreach (var j in columns)
            {
                if (left[j] == 0)
                {
                    continue;
                }

                var need = groups.BrokersAlone ? 0 : DropNeed(problem, master.Columns[j], p, order[..r], excess);
                if (best < 0 || need > bestNeed)
                {
                    (best, bestNeed) = (j, need);
                }

                if (groups.BrokersAlone)
                {
                    break;
                }
            }

            left[best]--;
            Take(cells, master.Columns[best], p, order[..r], excess);
        }
    }

    /// <summary>How much the partition's brokers want it to drop what this answer drops.</summary>
    private static long DropNeed(PlanningProblem problem, Column column, int p, ReadOnlySpan<int> order, int[] excess)
    {
        long need = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var b = problem.Present[problem.Offsets[p] + order[i]];
            if (b >= 0)
            {
                need += (column.Kept >> i & 1) != 0 ? -excess[b] : excess[b];
            }
        }

        return need;
    }

    private static void Take(CellPlacement cells, Column column, int p, ReadOnlySpan<int> order, int[] excess)
    {
        var problem = cells.Problem;
        var kept = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if ((column.Kept >> i & 1) != 0)
            {
                kept |= 1 << order[i];
            }
            else if (problem.Present[problem.Offsets[p] + order[i]] is >= 0 and var b && excess[b] > 0)
            {
                excess[b]--;
            }
        }

        cells.SetAnswer(p, kept, column.Arrivals);
        cells.CountIn(p);
    }
}
