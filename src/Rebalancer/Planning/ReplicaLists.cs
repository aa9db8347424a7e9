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

    /// <summary>The lists of a request's snapshot.</summary>
    public static ReplicaLists Before(PlanRequest request, PlanningProblem problem)
    {
        var indexOf = new Dictionary<int, int>();
        for (var b = 0; b < problem.LiveCount; b++)
        {
            indexOf[problem.BrokerIds[b]] = b;
        }

        var offsets = new int[problem.PartitionCount + 1];
        var p = 0;
        foreach (var topic in request.Snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                offsets[p + 1] = offsets[p] + partition.Replicas.Length;
                p++;
            }
        }

        var brokers = new int[offsets[p]];
        var slot = 0;
        foreach (var topic in request.Snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                foreach (var id in partition.Replicas)
                {
                    brokers[slot++] = indexOf.GetValueOrDefault(id, Dead);
                }
            }
        }

        return new(offsets, brokers);
    }

    /// <summary>The lists after planning: of movable partitions what is placed, in its order; of the others what they have.</summary>
    /// <param name="before">The lists before.</param>
    /// <param name="problem">What was planned; its movable partitions are those that the plan decided.</param>
    /// <param name="ordered">The slots of a placement in the final order.</param>
    public static ReplicaLists After(ReplicaLists before, PlanningProblem problem, int[] ordered)
    {
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
