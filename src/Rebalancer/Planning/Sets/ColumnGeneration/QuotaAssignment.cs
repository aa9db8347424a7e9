using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// From quotas to partitions: within a type any partition may take any answer at equal moves, so the answers with most moves go to the smallest
/// partitions (fewest bytes, by the rearrangement inequality). Where several brokers share a price group, a partition prefers to drop what its broker has
/// still to shed.
/// </summary>
internal static class QuotaAssignment
{
    public static CellPlacement Assign(PartitionGroups types, MasterProblem program, int[] quotas)
    {
        var model = types.State.Model;
        var state = new CellPlacement(types.State.Grid, types.State.Targets, types.State.ClassOf);
        var members = new List<int>[types.Count];
        var columns = new List<int>[types.Count];
        for (var q = 0; q < types.Count; q++)
        {
            members[q] = new(types.Weight[q]);
            columns[q] = [];
        }

        for (var p = 0; p < model.PartitionCount; p++)
        {
            if (types.TypeOf[p] >= 0)
            {
                members[types.TypeOf[p]].Add(p);
            }
        }

        for (var j = 0; j < quotas.Length; j++)
        {
            if (quotas[j] > 0)
            {
                columns[program.Columns[j].Type].Add(j);
            }
        }

        var excess = new int[model.BrokerCount];
        for (var b = 0; b < excess.Length; b++)
        {
            excess[b] = Math.Max(0, state.CurrentLoad[b] - state.Targets.BrokerMax[b]);
        }

        var left = (int[])quotas.Clone();
        for (var q = 0; q < types.Count; q++)
        {
            members[q].Sort((a, b) => model.Sizes[a] != model.Sizes[b] ? model.Sizes[a].CompareTo(model.Sizes[b]) : a.CompareTo(b));
            columns[q].Sort((a, b) => program.Columns[a].Moves != program.Columns[b].Moves ? program.Columns[b].Moves.CompareTo(program.Columns[a].Moves) : a.CompareTo(b));
            AssignType(types, program, state, members[q], columns[q], left, excess);
        }

        return state;
    }

    private static void AssignType(PartitionGroups types, MasterProblem program, CellPlacement state, List<int> members, List<int> columns, int[] left, int[] excess)
    {
        var model = state.Model;
        Span<int> order = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        foreach (var p in members)
        {
            var r = model.ReplicationFactor(p);
            types.SlotOrder(p, order[..r]);
            var best = -1;
            long bestNeed = long.MinValue;
            foreach (var j in columns)
            {
                if (left[j] == 0)
                {
                    continue;
                }

                var need = types.BrokersAlone ? 0 : DropNeed(model, program.Columns[j], p, order[..r], excess);
                if (best < 0 || need > bestNeed)
                {
                    (best, bestNeed) = (j, need);
                }

                if (types.BrokersAlone)
                {
                    break;
                }
            }

            left[best]--;
            Take(state, program.Columns[best], p, order[..r], excess);
        }
    }

    /// <summary>How much the partition's brokers want it to drop what this answer drops.</summary>
    private static long DropNeed(PlanningProblem model, Column column, int p, ReadOnlySpan<int> order, int[] excess)
    {
        long need = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var b = model.Replicas[model.Offsets[p] + order[i]];
            if (b >= 0)
            {
                need += (column.Kept >> i & 1) != 0 ? -excess[b] : excess[b];
            }
        }

        return need;
    }

    private static void Take(CellPlacement state, Column column, int p, ReadOnlySpan<int> order, int[] excess)
    {
        var model = state.Model;
        var kept = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if ((column.Kept >> i & 1) != 0)
            {
                kept |= 1 << order[i];
            }
            else if (model.Replicas[model.Offsets[p] + order[i]] is >= 0 and var b && excess[b] > 0)
            {
                excess[b]--;
            }
        }

        state.SetAnswer(p, kept, column.Arrivals);
        state.CountKept(p, 1);
        for (var slot = model.Offsets[p]; slot < model.Offsets[p + 1]; slot++)
        {
            state.InCell[state.CellOfSlot[slot]]++;
        }
    }
}
