using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Budgets;

/// <summary>Lowers a list by removals alone, where no copy can be had.</summary>
internal static class Removals
{
    /// <summary>
    /// Takes replicas out until as many are left as are wanted: those on dead brokers, then those that are to leave, then those whose loss
    /// costs spread least, of
    /// these the preferred leader and the first places last. Excluded brokers keep theirs, and one that is in sync stays.
    /// </summary>
    /// <param name="problem">What is planned.</param>
    /// <param name="p">A partition that is lowered, with as many live replicas as are wanted.</param>
    /// <param name="slots">Its present slots; changed in place.</param>
    public static void Lower(PlanningProblem problem, int p, Span<int> slots)
    {
        var forced = problem.ForcedSlots(p);
        var inSync = problem.InSync?[p] ?? 0;
        for (var left = problem.Held[p] - problem.Wanted[p]; left > 0; left--)
        {
            var best = -1;
            var bestRank = (int.MaxValue, long.MaxValue);
            for (var i = slots.Length - 1; i >= 0; i--)
            {
                if (slots[i] == PlanningProblem.None || (forced >> i & 1) != 0 || inSync == 1 << i)
                {
                    continue;
                }

                var rank = (problem.LiveAt(p, i) < 0 ? 0 : problem.MustLeave(p, i) ? 1 : 2, CostWithout(problem, p, slots, i));
                if (rank.CompareTo(bestRank) < 0)
                {
                    (best, bestRank) = (i, rank);
                }
            }

            slots[best] = PlanningProblem.None;
            inSync &= ~(1 << best);
        }
    }

    private static long CostWithout(PlanningProblem problem, int p, ReadOnlySpan<int> slots, int without)
    {
        Span<int> live = stackalloc int[slots.Length];
        var count = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            if (i != without && slots[i] != PlanningProblem.None && problem.LiveAt(p, i) is >= 0 and var b)
            {
                live[count++] = b;
            }
        }

        var (missing, excess) = SpreadCost.Parts(problem, live[..count], problem.Wanted[p]);
        return (SpreadCost.MissingDomain * missing) + excess;
    }
}
