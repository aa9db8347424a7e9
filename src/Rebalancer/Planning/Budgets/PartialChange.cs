using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Budgets;

/// <summary>What a partition comes to when only some of its replacements are made.</summary>
/// <param name="Slots">The slots that take what is planned, one bit per slot; 0 for a partition that stays as it is.</param>
/// <param name="Moves">Replicas copied.</param>
/// <param name="Leaving">Replicas that stay on leaving brokers.</param>
/// <param name="Missing">Replicas that it has fewer than are wanted.</param>
/// <param name="MissingDomains">Distinct domains that it lacks, never below what the best set lacks.</param>
/// <param name="Excess">What it costs beyond an even spread.</param>
/// <param name="LosesLeader">Whether the preferred leader's replica goes.</param>
internal readonly record struct PartialChange(
    int Slots, int Moves, int Leaving, int Missing, int MissingDomains, long Excess, bool LosesLeader)
{
    /// <summary>The ways to make a partition's planned change in part: none of it, all of it, and what lies between.</summary>
    /// <param name="planned">The whole plan.</param>
    /// <param name="p">A movable partition.</param>
    /// <param name="spread">Its best spread.</param>
    /// <remarks>
    /// A list that changes in its brokers never keeps a replica on a dead broker; one on a draining broker it may keep. A lowered partition
    /// has no part: its removals cost nothing.
    /// </remarks>
    public static List<PartialChange> Of(Placement planned, int p, SpreadClass spread)
    {
        var problem = planned.Problem;
        var placed = planned.Of(p);
        var changed = 0;
        for (var i = 0; i < placed.Length; i++)
        {
            changed |= placed[i] >= 0 && placed[i] != problem.PresentOf(p)[i] ? 1 << i : 0;
        }

        var ways = new List<PartialChange>();
        if (problem.Wanted[p] < problem.Held[p])
        {
            return [Measure(planned, p, spread, changed)];
        }

        for (var part = changed; ; part = (part - 1) & changed)
        {
            if (part == 0 || !KeepsDead(problem, p, part))
            {
                ways.Add(Measure(planned, p, spread, part));
            }

            if (part == 0)
            {
                return ways;
            }
        }
    }

    /// <summary>Puts the part into a placement.</summary>
    public void Apply(Placement planned, int p, Placement target)
    {
        target.Restore(p);
        var from = planned.Of(p);
        var to = target.Of(p);
        for (var i = 0; i < from.Length; i++)
        {
            if ((Slots >> i & 1) != 0 || planned.Problem.Wanted[p] < planned.Problem.Held[p])
            {
                to[i] = from[i];
            }
        }
    }

    private static bool KeepsDead(PlanningProblem problem, int p, int part)
    {
        for (var i = 0; i < problem.Held[p]; i++)
        {
            if ((part >> i & 1) == 0 && problem.LiveAt(p, i) < 0)
            {
                return true;
            }
        }

        return false;
    }

    private static PartialChange Measure(Placement planned, int p, SpreadClass spread, int part)
    {
        var problem = planned.Problem;
        var lowered = problem.Wanted[p] < problem.Held[p];
        var placed = planned.Of(p);
        Span<int> live = stackalloc int[placed.Length];
        var (count, leaving, size) = (0, 0, 0);
        for (var i = 0; i < placed.Length; i++)
        {
            var isPlaced = lowered || (part >> i & 1) != 0;
            var b = isPlaced ? placed[i] : i < problem.Held[p] ? problem.LiveAt(p, i) : PlanningProblem.None;
            leaving += !isPlaced && i < problem.Held[p] && (b < 0 || b >= problem.BrokerCount) ? 1 : 0;
            size += b >= 0 || (!isPlaced && i < problem.Held[p]) ? 1 : 0;
            if (b >= 0)
            {
                live[count++] = b;
            }
        }

        var (missing, excess) = SpreadCost.Parts(problem, live[..count], problem.Wanted[p]);
        var losesLeader = problem.PreferredLeader(p) >= 0 && (lowered ? !placed.Contains(problem.PreferredLeader(p)) : (part & 1) != 0);
        return new(
            part,
            int.PopCount(part),
            leaving,
            Math.Max(0, problem.Wanted[p] - size),
            Math.Max(missing, spread.MissingDomains),
            excess,
            losesLeader);
    }
}
