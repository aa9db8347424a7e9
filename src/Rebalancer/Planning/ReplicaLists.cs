using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning;

/// <summary>The ordered replica lists of a cluster's state: indices of live brokers as in <see cref="PlanningProblem.BrokerIds"/>, or <see cref="Dead"/>.</summary>
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
    /// <param name="ordered">The judged broker of each slot in the final order; empty slots stand for nothing.</param>
    /// <param name="keepLeaving">Whether replicas on leaving brokers stay at the end of the lists: where no replica moves.</param>
    public static ReplicaLists After(ReplicaLists before, PlanningProblem problem, int[] ordered, bool keepLeaving)
    {
        var offsets = new int[problem.PartitionCount + 1];
        var brokers = new List<int>(ordered.Length);
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (!problem.Movable[p])
            {
                brokers.AddRange(before.Of(p));
            }
            else
            {
                var list = ordered.AsSpan(problem.Offsets[p], problem.Width(p));
                if (keepLeaving)
                {
                    AddWithLeaving(brokers, list, before.Of(p), problem);
                }
                else
                {
                    AddPlaced(brokers, list);
                }
            }

            offsets[p + 1] = brokers.Count;
        }

        return new(offsets, [.. brokers]);
    }

    private static void AddPlaced(List<int> brokers, ReadOnlySpan<int> list)
    {
        foreach (var b in list)
        {
            if (b >= 0)
            {
                brokers.Add(b);
            }
        }
    }

    // Only the order changes: each empty slot is a replica on a leaving broker, and they keep their order among themselves.
    private static void AddWithLeaving(List<int> brokers, ReadOnlySpan<int> list, ReadOnlySpan<int> before, PlanningProblem problem)
    {
        var next = 0;
        foreach (var b in list)
        {
            if (b >= 0)
            {
                brokers.Add(b);
                continue;
            }

            while (before[next] >= 0 && before[next] < problem.BrokerCount)
            {
                next++;
            }

            brokers.Add(before[next++]);
        }
    }
}
