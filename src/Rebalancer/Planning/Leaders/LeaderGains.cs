using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Leaders;

/// <summary>Which single change of a leader evens the loads most: from the broker that leads most to a holder that leads least.</summary>
internal sealed class LeaderGains
{
    private readonly Placement _placement;
    private readonly LeaderState _state;
    private readonly List<int>[] _led;

    /// <param name="placement">The replica sets.</param>
    /// <param name="state">The leaders, changed in place.</param>
    public LeaderGains(Placement placement, LeaderState state)
    {
        _placement = placement;
        _state = state;
        _led = [.. state.Loads.Select(load => new List<int>(load))];
        for (var p = 0; p < placement.Problem.PartitionCount; p++)
        {
            if (placement.Problem.Movable[p] && placement.Brokers[state.LeaderSlot[p]] is >= 0 and var b)
            {
                _led[b].Add(p);
            }
        }
    }

    /// <summary>Makes the best change; false where none evens the loads.</summary>
    public bool TryTakeBest()
    {
        foreach (var from in Enumerable.Range(0, _led.Length).OrderByDescending(b => _state.Loads[b]).ThenBy(b => b))
        {
            var (best, slot) = (-1, -1);
            for (var i = 0; i < _led[from].Count; i++)
            {
                var p = _led[from][i];

                // A leader that has changed already would not be another change, but an even better one was not to be had for it.
                if (_state.ChangeCost(p, _state.LeaderSlot[p]) != 0)
                {
                    continue;
                }

                for (var s = _placement.Problem.Offsets[p]; s < _placement.Problem.Offsets[p + 1]; s++)
                {
                    var b = _placement.Brokers[s];
                    if (b >= 0 && (slot < 0 || _state.Loads[b] < _state.Loads[_placement.Brokers[slot]]))
                    {
                        (best, slot) = (i, s);
                    }
                }
            }

            if (best >= 0 && _state.Loads[_placement.Brokers[slot]] + 1 < _state.Loads[from])
            {
                var p = _led[from][best];
                _state.Lead(p, slot);
                _led[from].RemoveAt(best);
                _led[_placement.Brokers[slot]].Add(p);
                return true;
            }
        }

        return false;
    }
}
