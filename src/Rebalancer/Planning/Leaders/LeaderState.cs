using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Leaders;

/// <summary>Who leads what at a moment: the changing state of <see cref="LeaderAssignment"/>.</summary>
internal sealed class LeaderState
{
    private readonly PlanningProblem _model;
    private readonly int[] _placed;

    private LeaderState(PlanningProblem model, int[] placed)
    {
        _model = model;
        _placed = placed;
        LeaderSlot = new int[model.PartitionCount];
        Loads = new int[model.BrokerCount];
    }

    /// <summary>The leader's slot, one entry a partition.</summary>
    public int[] LeaderSlot { get; }

    /// <summary>Leaders per broker.</summary>
    public int[] Loads { get; }

    /// <summary>Changes of the preferred leader that these replica sets force: the old one is not placed any more.</summary>
    public int ForcedChanges { get; private set; }

    /// <summary>The present leaders where they are still placed; elsewhere the replica on the broker with the fewest leaders so far.</summary>
    public static LeaderState Start(PlanningProblem model, int[] placed)
    {
        var state = new LeaderState(model, placed);
        var open = new List<int>();
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var first = model.Offsets[p];
            state.LeaderSlot[p] = first;
            if (!model.Counted[p])
            {
                continue;
            }

            var slot = model.Movable[p] ? state.OldLeaderSlot(p) : state.FirstLiveSlot(p);
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
            for (var slot = model.Offsets[p]; slot < model.Offsets[p + 1]; slot++)
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
                state.ForcedChanges++;
            }
        }

        return state;
    }

    /// <summary>The leaders given.</summary>
    public static LeaderState From(PlanningProblem model, int[] placed, int[] leaderSlot)
    {
        var state = new LeaderState(model, placed);
        leaderSlot.CopyTo(state.LeaderSlot, 0);
        for (var p = 0; p < model.PartitionCount; p++)
        {
            if (model.Counted[p])
            {
                state.Loads[placed[leaderSlot[p]]]++;
                state.ForcedChanges += model.Movable[p] && state.OldLeaderSlot(p) < 0 ? 1 : 0;
            }
        }

        return state;
    }

    /// <summary>1 where a leader on this slot is a change of the preferred leader, else 0.</summary>
    public int ChangeCost(int partition, int slot) => _placed[slot] == _model.Replicas[_model.Offsets[partition]] ? 0 : 1;

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
            if (_model.Movable[p] && _model.Counted[p])
            {
                changes += ChangeCost(p, LeaderSlot[p]);
            }
        }

        return changes;
    }

    /// <summary>The sum of the squares of the loads.</summary>
    public long SumOfSquares()
    {
        long sum = 0;
        foreach (var load in Loads)
        {
            sum += (long)load * load;
        }

        return sum;
    }

    private int OldLeaderSlot(int partition)
    {
        var old = _model.Replicas[_model.Offsets[partition]];
        for (var slot = _model.Offsets[partition]; old >= 0 && slot < _model.Offsets[partition + 1]; slot++)
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
        for (var slot = _model.Offsets[partition]; slot < _model.Offsets[partition + 1]; slot++)
        {
            if (_placed[slot] >= 0)
            {
                return slot;
            }
        }

        return -1;
    }
}
