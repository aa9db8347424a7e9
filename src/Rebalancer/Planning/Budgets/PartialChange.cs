using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Budgets;

/// <summary>How much of a partition's planned change is made.</summary>
internal enum ChangeExtent
{
    /// <summary>Some slots take what is planned, the others stay.</summary>
    Part,

    /// <summary>All of it, also replicas that go without another one in their place.</summary>
    All,

    /// <summary>The list is lowered to the wanted number by removals alone.</summary>
    RemovalsOnly,
}

/// <summary>What a partition comes to when only some of its replacements are made.</summary>
/// <param name="Extent">How much is made.</param>
/// <param name="Slots">The slots that take what is planned, a bit a slot.</param>
/// <param name="Moves">Replicas copied.</param>
/// <param name="Leaving">Replicas that stay on brokers that they are to leave.</param>
/// <param name="Missing">By how many replicas it differs from what is wanted.</param>
/// <param name="MissingDomains">Distinct domains that it lacks, never below what the best set lacks.</param>
/// <param name="Excess">What it costs beyond an even spread.</param>
/// <param name="LosesLeader">Whether the preferred leader's replica goes.</param>
internal readonly record struct PartialChange(
    ChangeExtent Extent, int Slots, int Moves, int Leaving, int Missing, int MissingDomains, long Excess, bool LosesLeader)
{
    /// <summary>Whether the partition stays as it is.</summary>
    public bool IsNone => Extent == ChangeExtent.Part && Slots == 0;

    /// <summary>The ways to make a partition's planned change in part: all of it first, none of it last, and what lies between.</summary>
    /// <param name="planned">The whole plan.</param>
    /// <param name="p">A movable partition.</param>
    /// <param name="spread">Its best spread.</param>
    /// <remarks>A list that changes in its brokers never keeps a replica on a dead broker; one on a draining broker it may keep.</remarks>
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
        if (problem.IsLowered(p))
        {
            ways.Add(Measure(planned, p, spread, ChangeExtent.All, changed));
            if ((changed != 0 || ways[0].LosesLeader) && CanLowerInPlace(problem, p))
            {
                ways.Add(Measure(planned, p, spread, ChangeExtent.RemovalsOnly, 0));
            }

            ways.Add(Measure(planned, p, spread, ChangeExtent.Part, 0));
            return ways;
        }

        for (var part = changed; part != 0; part = (part - 1) & changed)
        {
            if (!KeepsDead(problem, p, part))
            {
                ways.Add(Measure(planned, p, spread, ChangeExtent.Part, part));
            }
        }

        ways.Add(Measure(planned, p, spread, ChangeExtent.Part, 0));
        return ways;
    }

    /// <summary>Puts what it comes to into a placement.</summary>
    public void Apply(Placement planned, int p, Placement target) => Fill(planned, p, Extent, Slots, target.Of(p));

    /// <summary>The same, into the slots of the partition alone.</summary>
    public void Apply(Placement planned, int p, Span<int> slots) => Fill(planned, p, Extent, Slots, slots);

    private static void Fill(Placement planned, int p, ChangeExtent extent, int part, Span<int> slots)
    {
        var placed = planned.Of(p);
        if (extent == ChangeExtent.All)
        {
            placed.CopyTo(slots);
            return;
        }

        Placement.FillPresent(planned.Problem, p, slots);
        if (extent == ChangeExtent.RemovalsOnly)
        {
            Removals.Lower(planned.Problem, p, slots);
            return;
        }

        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = (part >> i & 1) != 0 ? placed[i] : slots[i];
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

    private static bool CanLowerInPlace(PlanningProblem problem, int p)
    {
        var live = 0;
        for (var i = 0; i < problem.Held[p]; i++)
        {
            live += problem.LiveAt(p, i) >= 0 ? 1 : 0;
        }

        return live >= problem.Wanted[p];
    }

    private static PartialChange Measure(Placement planned, int p, SpreadClass spread, ChangeExtent extent, int part)
    {
        var problem = planned.Problem;
        Span<int> slots = stackalloc int[problem.Width(p)];
        Fill(planned, p, extent, part, slots);
        Span<int> live = stackalloc int[slots.Length];
        var (count, moves, leaving, size) = (0, 0, 0, 0);
        foreach (var slot in slots)
        {
            var b = Placement.IsLeaving(slot) ? problem.LiveAt(p, Placement.PlaceOfLeaving(slot)) : slot;
            size += slot != PlanningProblem.None ? 1 : 0;
            leaving += Placement.IsLeaving(slot) || (slot >= 0 && !problem.MayKeep(p, slot)) ? 1 : 0;
            moves += slot >= 0 && !problem.Holds(p, slot) ? 1 : 0;
            if (b >= 0)
            {
                live[count++] = b;
            }
        }

        var (missing, excess) = SpreadCost.Parts(problem, live[..count], problem.Wanted[p]);
        return new(
            extent, part, moves, leaving, Math.Abs(problem.Wanted[p] - size), Math.Max(missing, spread.MissingDomains), excess,
            Placement.LosesLeader(problem, p, slots));
    }
}
