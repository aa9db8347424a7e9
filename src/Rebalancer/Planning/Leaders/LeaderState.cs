using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Leaders;

/// <summary>Who leads what at a moment: the changing state of <see cref="LeaderAssignment"/>.</summary>
internal sealed class LeaderState
{
    private readonly PlanningProblem _problem;
    private readonly Placement _placement;
    private readonly int[] _placed;

    private LeaderState(Placement placement)
    {
        _problem = placement.Problem;
        _placement = placement;
        _placed = placement.Brokers;
        LeaderSlot = new int[_problem.PartitionCount];
        Loads = new int[_problem.BrokerCount];
    }

    /// <summary>The leader's slot, one entry per partition.</summary>
    public int[] LeaderSlot { get; }

    /// <summary>Leaders per broker.</summary>
    public int[] Loads { get; }

    /// <summary>Changes of the preferred leader that these replica sets force: the old one is not placed any more.</summary>
    public int ForcedChanges { get; private set; }

    /// <summary>
    /// The present leaders where they are still placed; elsewhere the replica on the broker with the fewest leaders so far.
    /// </summary>
    public static LeaderState Start(Placement placement)
    {
        var (problem, placed) = (placement.Problem, placement.Brokers);
        var state = new LeaderState(placement);
        var open = new List<int>();
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            var first = problem.Offsets[p];
            state.LeaderSlot[p] = first;
            if (!problem.CountsAsLed(p))
            {
                continue;
            }

            var slot = problem.Movable[p] ? state.OldLeaderSlot(p) : state.FirstLiveSlot(p);
            if (slot < 0)
            {
                open.Add(p);
                continue;
            }

            state.LeaderSlot[p] = slot;
            state.Loads[placed[slot]]++;
        }

        foreach (var p in open)
        {
            var best = -1;
            for (var slot = problem.Offsets[p]; slot < problem.Offsets[p + 1]; slot++)
            {
                if (placed[slot] >= 0 && (best < 0 || state.Loads[placed[slot]] < state.Loads[placed[best]]))
                {
                    best = slot;
                }
            }

            if (best >= 0)
            {
                state.LeaderSlot[p] = best;
                state.Loads[placed[best]]++;
            }

            state.ForcedChanges += best >= 0 || placement.LosesLeader(p) ? 1 : 0;
        }

        return state;
    }

    /// <summary>The leaders given.</summary>
    public static LeaderState From(Placement placement, int[] leaderSlot)
    {
        var (problem, placed) = (placement.Problem, placement.Brokers);
        var state = new LeaderState(placement);
        leaderSlot.CopyTo(state.LeaderSlot, 0);
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            var slot = problem.Movable[p] ? leaderSlot[p] : state.FirstLiveSlot(p);
            var isLed = slot >= 0 && placed[slot] >= 0 && problem.CountsAsLed(p);
            state.Loads[isLed ? placed[slot] : 0] += isLed ? 1 : 0;
            state.ForcedChanges += problem.Movable[p] && state.OldLeaderSlot(p) < 0 && (isLed || placement.LosesLeader(p)) ? 1 : 0;
        }

        return state;
    }

    /// <summary>1 where a leader on this slot is a change of the preferred leader, else 0.</summary>
    public int ChangeCost(int partition, int slot) => _placed[slot] == _problem.PreferredLeader(partition) ? 0 : 1;

    /// <summary>Makes the replica at <paramref name="slot"/> the partition's leader.</summary>
    public void Lead(int partition, int slot)
    {
        Loads[_placed[LeaderSlot[partition]]]--;
        LeaderSlot[partition] = slot;
        Loads[_placed[slot]]++;
    }

    /// <summary>How many movable partitions change their preferred leader.</summary>
    public int CountChanges()
    {
        var changes = 0;
        for (var p = 0; p < LeaderSlot.Length; p++)
        {
            if (_problem.Movable[p])
            {
                changes += _placed[LeaderSlot[p]] >= 0 ? ChangeCost(p, LeaderSlot[p]) : _placement.LosesLeader(p) ? 1 : 0;
            }
        }

        return changes;
    }

    /// <summary>The sum of the squares of the loads.</summary>
    public long SumOfSquares() => Squares.Sum(Loads);

    private int OldLeaderSlot(int partition)
    {
        var old = _problem.PreferredLeader(partition);
        for (var slot = _problem.Offsets[partition]; old >= 0 && slot < _problem.Offsets[partition + 1]; slot++)
        {
            if (_placed[slot] == old)
            {
                return slot;
            }
        }

        return -1;
    }

    private int FirstLiveSlot(int partition)
    {
        for (var slot = _problem.Offsets[partition]; slot < _problem.Offsets[partition + 1]; slot++)
        {
            if (_placed[slot] >= 0)
            {
                return slot;
            }
        }

        return -1;
    }
}
