using Rebalancer.Cluster;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning;

/// <summary>
/// The ordered replica lists of a cluster's state: indices of live brokers as in <see cref="PlanningProblem.BrokerIds"/>, or
/// <see cref="Dead"/>.
/// </summary>
internal sealed class ReplicaLists
{
    /// <summary>A replica on a broker that is dead or not known.</summary>
    public const int Dead = -1;

    private readonly int[] _offsets;
    private readonly int[] _brokers;

    private ReplicaLists(int[] offsets, int[] brokers)
    {
        _offsets = offsets;
        _brokers = brokers;
    }

    /// <summary>The list of a partition, preferred leader first.</summary>
    public ReadOnlySpan<int> Of(int partition) => _brokers.AsSpan(_offsets[partition].._offsets[partition + 1]);

    /// <summary>The lists of a problem as they are now.</summary>
    public static ReplicaLists Before(PlanningProblem problem)
    {
        var count = 0;
        foreach (var held in problem.Held)
        {
            count += held;
        }

        if (problem.Draining is null && count == problem.SlotCount)
        {
            return new(problem.Offsets, problem.Present);
        }

        var offsets = new int[problem.PartitionCount + 1];
        var brokers = new int[count];
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            offsets[p + 1] = offsets[p] + problem.Held[p];
            for (var i = 0; i < problem.Held[p]; i++)
            {
                brokers[offsets[p] + i] = problem.LiveAt(p, i);
            }
        }

        return new(offsets, brokers);
    }

    /// <summary>The lists after planning: of movable partitions what is placed, in its order; of the others what they have.</summary>
    /// <param name="before">The lists before.</param>
    /// <param name="problem">What was planned; its movable partitions are those that the plan decided.</param>
    /// <param name="ordered">The slots of a placement in the final order; not to be changed afterwards.</param>
    public static ReplicaLists After(ReplicaLists before, PlanningProblem problem, int[] ordered)
    {
        if (IsPlain(before, problem, ordered))
        {
            return new(problem.Offsets, ordered);
        }

        var offsets = new int[problem.PartitionCount + 1];
        var brokers = new List<int>(ordered.Length);
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (problem.Movable[p])
            {
                Add(brokers, ordered.AsSpan(problem.Offsets[p], problem.Width(p)), before.Of(p));
            }
            else
            {
                brokers.AddRange(before.Of(p));
            }

            offsets[p + 1] = brokers.Count;
        }

        return new(offsets, [.. brokers]);
    }

    /// <summary>
    /// Whether the slots are the lists: none is empty, none stands for a replica that stays on a leaving broker, and undecided partitions
    /// are as they were.
    /// </summary>
    private static bool IsPlain(ReplicaLists before, PlanningProblem problem, int[] ordered)
    {
        if (Placement.CountReplicas(ordered) < ordered.Length)
        {
            return false;
        }

        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (!problem.Movable[p] && !before.Of(p).IsSameAs(ordered.AsSpan(problem.Offsets[p], problem.Width(p))))
            {
                return false;
            }
        }

        return true;
    }

    private static void Add(List<int> brokers, ReadOnlySpan<int> slots, ReadOnlySpan<int> before)
    {
        foreach (var b in slots)
        {
            if (b >= 0)
            {
                brokers.Add(b);
            }
            else if (Placement.IsLeaving(b))
            {
                brokers.Add(before[Placement.PlaceOfLeaving(b)]);
            }
        }
    }
}
