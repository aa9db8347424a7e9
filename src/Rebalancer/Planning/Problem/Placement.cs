using Rebalancer.Cluster;

namespace Rebalancer.Planning.Problem;

/// <summary>Where every replica is to be: one broker for each slot of a <see cref="PlanningProblem"/>, and what that comes to.</summary>
/// <remarks>
/// A replica that stays keeps its slot (<see cref="AlignSlots()"/>), so that a slot tells whether it changed. A slot holds a judged broker;
/// or the mark of a replica that stays on a leaving broker (<see cref="Leaving"/>); or nothing: of a partition whose replication factor is
/// lowered, or that could not be placed. This is the one place that counts a placement. Changed in place by one owner; not thread-safe.
/// </remarks>
internal sealed class Placement
{
    private Placement(PlanningProblem problem, int[] brokers)
    {
        Problem = problem;
        Brokers = brokers;
    }

    /// <summary>What is planned.</summary>
    public PlanningProblem Problem { get; }

    /// <summary>
    /// The judged broker of each slot, or <see cref="PlanningProblem.None"/>, or the mark of a replica that stays on a leaving broker.
    /// </summary>
    public int[] Brokers { get; }

    /// <summary>
    /// The mark of the replica that a partition has at a place of its present list, on a dead or draining broker, and that stays there.
    /// </summary>
    public static int Leaving(int place) => -2 - place;

    /// <summary>Whether a slot's value is such a mark.</summary>
    public static bool IsLeaving(int slotValue) => slotValue <= -2;

    /// <summary>The place that a mark stands for.</summary>
    public static int PlaceOfLeaving(int mark) => -2 - mark;

    /// <summary>Everything where it is now.</summary>
    public static Placement Present(PlanningProblem problem)
    {
        var placement = new Placement(problem, new int[problem.SlotCount]);
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            placement.Restore(p);
        }

        return placement;
    }

    /// <summary>The brokers given, one a slot.</summary>
    public static Placement From(PlanningProblem problem, int[] brokers) => new(problem, brokers);

    /// <summary>Movable partitions without replicas, the others where they are.</summary>
    public static Placement Empty(PlanningProblem problem)
    {
        var placement = Present(problem);
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (problem.Movable[p])
            {
                placement.Of(p).Fill(PlanningProblem.None);
            }
        }

        return placement;
    }

    /// <summary>An independent copy.</summary>
    public Placement Copy() => new(Problem, (int[])Brokers.Clone());

    /// <summary>The same brokers for a problem that differs only in what may move.</summary>
    public Placement For(PlanningProblem problem) => new(problem, Brokers);

    /// <summary>The slots of a partition.</summary>
    public Span<int> Of(int partition) => Brokers.AsSpan(Problem.Offsets[partition], Problem.Width(partition));

    /// <summary>Whether the partition is placed on the broker.</summary>
    public bool Holds(int partition, int broker) => Of(partition).Has(broker);

    /// <summary>Whether the partition has as many replicas as are wanted, those that stay on leaving brokers too.</summary>
    public bool IsComplete(int partition)
    {
        var filled = 0;
        foreach (var b in Of(partition))
        {
            filled += b != PlanningProblem.None ? 1 : 0;
        }

        return filled == Problem.Wanted[partition];
    }

    /// <summary>Puts a partition back to where it is now.</summary>
    public void Restore(int partition) => FillPresent(Problem, partition, Of(partition));

    /// <summary>Fills the slots of a partition with what it has now.</summary>
    public static void FillPresent(PlanningProblem problem, int partition, Span<int> slots)
    {
        problem.PresentOf(partition).CopyTo(slots);
        for (var i = 0; i < problem.Held[partition]; i++)
        {
            slots[i] = slots[i] == PlanningProblem.None ? Leaving(i) : slots[i];
        }
    }

    /// <summary>
    /// Replicas that stay on brokers that they are to leave (<see cref="PlanningProblem.MustLeave"/>), over all partitions.
    /// </summary>
    public long LeavingReplicas()
    {
        long count = 0;
        for (var p = 0; p < Problem.PartitionCount; p++)
        {
            count += LeavingReplicas(p);
        }

        return count;
    }

    /// <summary>The same for one partition.</summary>
    public int LeavingReplicas(int partition)
    {
        var count = 0;
        foreach (var b in Of(partition))
        {
            count += IsLeaving(b) || (b >= 0 && !Problem.MayKeep(partition, b)) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Judged brokers in a list of slots.</summary>
    public static int CountReplicas(ReadOnlySpan<int> slots)
    {
        var count = 0;
        foreach (var b in slots)
        {
            count += b >= 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Replicas by judged broker, over all partitions.</summary>
    public int[] Loads()
    {
        var load = new int[Problem.BrokerCount];
        AddTo(load, Brokers);
        return load;
    }

    /// <summary>The sum of squares of <see cref="Loads"/>.</summary>
    public long SumOfSquares() => Squares.Sum(Loads());

    /// <summary>Replicas on brokers that do not hold the partition now.</summary>
    public long Moves()
    {
        long moves = 0;
        for (var p = 0; p < Problem.PartitionCount; p++)
        {
            moves += MovesOf(p);
        }

        return moves;
    }

    /// <summary>Bytes of those replicas; unknown sizes count as 0.</summary>
    public long MovedBytes()
    {
        long bytes = 0;
        for (var p = 0; p < Problem.PartitionCount; p++)
        {
            bytes += MovesOf(p) * Problem.Sizes[p];
        }

        return bytes;
    }

    /// <summary>The same for one partition.</summary>
    public int MovesOf(int partition)
    {
        var moves = 0;
        var present = Problem.PresentOf(partition);
        var placed = Of(partition);
        for (var i = 0; i < placed.Length; i++)
        {
            moves += placed[i] >= 0 && placed[i] != present[i] && !present.Has(placed[i]) ? 1 : 0;
        }

        return moves;
    }

    /// <summary>
    /// Movable partitions whose preferred leader is not among their placed replicas, those that stay left out: changes that no choice of
    /// leaders can spare.
    /// </summary>
    public int LostLeaders()
    {
        var lost = 0;
        for (var p = 0; p < Problem.PartitionCount; p++)
        {
            lost += Problem.Movable[p] && LosesLeader(p) ? 1 : 0;
        }

        return lost;
    }

    /// <summary>Whether a partition is to be as it is now, in all its replicas.</summary>
    public bool Stays(int partition)
    {
        Span<int> present = stackalloc int[Problem.Width(partition)];
        FillPresent(Problem, partition, present);
        return Of(partition).IsSameAs(present);
    }

    /// <summary>
    /// Whether a partition's preferred leader must change: its replica goes, or it is to leave and the list that changes has another one
    /// that is not.
    /// </summary>
    public bool LosesLeader(int partition) => LosesLeader(Problem, partition, Of(partition));

    /// <summary>The same for the slots given.</summary>
    public static bool LosesLeader(PlanningProblem problem, int partition, ReadOnlySpan<int> slots)
    {
        if (problem.PreferredLeader(partition) is >= 0 and var leader)
        {
            return !slots.Has(leader);
        }

        Span<int> present = stackalloc int[slots.Length];
        FillPresent(problem, partition, present);
        return !slots.IsSameAs(present) && (CountReplicas(slots) > 0 || slots[0] != present[0]);
    }

    /// <summary>
    /// The same placement where partitions that stay, and are led by a replica that is to leave, are not decided: so a limit of leader
    /// changes counts none
    /// for them.
    /// </summary>
    public Placement WithoutForcedLeaders() => For(Problem.WithMovable(
        [.. Problem.Movable.Select((movable, p) => movable && (Problem.PreferredLeader(p) >= 0 || !Stays(p)))]));

    /// <summary>Movable partitions that are not complete go back to where they are now: a plan never leaves a replica out.</summary>
    /// <returns>How many there were.</returns>
    public int RestoreIncomplete()
    {
        var restored = 0;
        for (var p = 0; p < Problem.PartitionCount; p++)
        {
            if (Problem.Movable[p] && !IsComplete(p))
            {
                Restore(p);
                restored++;
            }
        }

        return restored;
    }

    /// <summary>Puts every replica that stays on its broker back into its own slot.</summary>
    public void AlignSlots()
    {
        for (var p = 0; p < Problem.PartitionCount; p++)
        {
            AlignSlots(p);
        }
    }

    /// <summary>The same for one partition.</summary>
    public void AlignSlots(int partition)
    {
        var placed = Of(partition);
        var present = Problem.PresentOf(partition);
        for (var i = 0; i < placed.Length; i++)
        {
            // Each exchange puts one replica home, so there are no more than slots.
            while (placed[i] is >= 0 and var b && b != present[i] && present.PlaceOf(b) is >= 0 and var home)
            {
                (placed[i], placed[home]) = (placed[home], placed[i]);
            }
        }
    }

    /// <summary>Adds the judged brokers in a list of slots to the loads.</summary>
    public static void AddTo(int[] load, ReadOnlySpan<int> slots)
    {
        foreach (var b in slots)
        {
            if (b >= 0)
            {
                load[b]++;
            }
        }
    }
}
