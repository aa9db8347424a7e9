using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Budgets;

/// <summary>
/// Spends what is left of a budget on balance: one replica after the other goes from the fullest broker to the emptiest that can take it without a worse spread.
/// Each such move takes most off the sum of squares; a replica that is copied anyway goes elsewhere for nothing.
/// </summary>
internal sealed class LoadMoves
{
    private const int CheckEvery = 64;

    private readonly Placement _placement;
    private readonly PlanningProblem _problem;
    private readonly CellGrid _grid;
    private readonly int[] _load;
    private readonly List<int>[] _slotsOn;
    private readonly int[] _partitionOf;
    private readonly SortedSet<(int Load, int Broker)> _order = [];
    private long _movesLeft;
    private long _bytesLeft;
    private long _leadersLeft;

    private LoadMoves(CellGrid grid, Placement placement, MoveBudget budget)
    {
        _placement = placement;
        _problem = placement.Problem;
        _grid = grid;
        _load = placement.Loads();
        _slotsOn = [.. _load.Select(load => new List<int>(load))];
        _partitionOf = new int[_problem.SlotCount];
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            for (var slot = _problem.Offsets[p]; slot < _problem.Offsets[p + 1]; slot++)
            {
                _partitionOf[slot] = p;
                if (_problem.Movable[p] && placement.Brokers[slot] >= 0)
                {
                    _slotsOn[placement.Brokers[slot]].Add(slot);
                }
            }
        }

        for (var b = 0; b < _load.Length; b++)
        {
            _order.Add((_load[b], b));
        }

        _movesLeft = (budget.Moves ?? long.MaxValue) - placement.Moves();
        _bytesLeft = (budget.Bytes ?? long.MaxValue) - placement.MovedBytes();
        _leadersLeft = (budget.LeaderChanges ?? long.MaxValue) - placement.LostLeaders();
    }

    /// <summary>Improves a placement that is within its budget, in place.</summary>
    public static void Improve(CellGrid grid, Placement placement, MoveBudget moveBudget, SearchBudget search)
    {
        var moves = new LoadMoves(grid, placement, moveBudget);
        var limit = (long)placement.Problem.SlotCount * 2;
        for (long i = 0; i < limit && (i % CheckEvery != 0 || !search.IsOver) && moves.TryBest(); i++)
        {
        }
    }

    private bool TryBest()
    {
        // Brokers that have nothing to give to anybody emptier stay out of later rounds.
        foreach (var (_, from) in _order.Reverse().ToArray())
        {
            foreach (var (load, to) in _order)
            {
                if (load + 2 > _load[from])
                {
                    break;
                }

                if (TryMove(from, to))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool TryMove(int from, int to)
    {
        if (!_problem.Roles[to].MayReceive || _problem.Roles[from].Keeping == Keeping.Must)
        {
            return false;
        }

        var slots = _slotsOn[from];
        for (var i = 0; i < slots.Count; i++)
        {
            var slot = slots[i];
            var p = _partitionOf[slot];
            if (_placement.Holds(p, to) || !_problem.MayReceive(p, to) || !IsAffordable(p, from, to) || !KeepsSpread(p, slot, to))
            {
                continue;
            }

            Move(p, slot, from, to);
            slots.RemoveAt(i);
            _slotsOn[to].Add(slot);
            return true;
        }

        return false;
    }

    private bool IsAffordable(int p, int from, int to)
    {
        if (_problem.InSync is not null && _problem.IsLowered(p) && _problem.Holds(p, from))
        {
            return false;
        }

        var moves = (_problem.Holds(p, from) ? 1 : 0) - (_problem.Holds(p, to) ? 1 : 0);
        return moves <= _movesLeft && moves * _problem.Sizes[p] <= _bytesLeft && (_problem.PreferredLeader(p) != from || _leadersLeft > 0);
    }

    private bool KeepsSpread(int p, int slot, int to)
    {
        var from = _placement.Brokers[slot];
        if (_grid.DomainCellOf[_grid.CellOf[from]] == _grid.DomainCellOf[_grid.CellOf[to]])
        {
            return true;
        }

        var before = Cost(p);
        _placement.Brokers[slot] = to;
        var after = Cost(p);
        _placement.Brokers[slot] = from;
        return after <= before;
    }

    private long Cost(int p)
    {
        Span<int> live = stackalloc int[_problem.Width(p)];
        var count = 0;
        foreach (var b in _placement.Of(p))
        {
            var broker = Placement.IsLeaving(b) ? _problem.LiveAt(p, Placement.PlaceOfLeaving(b)) : b;
            if (broker >= 0)
            {
                live[count++] = broker;
            }
        }

        return SpreadCost.Of(_problem, live[..count], _problem.Wanted[p]);
    }

    private void Move(int p, int slot, int from, int to)
    {
        var moves = (_problem.Holds(p, from) ? 1 : 0) - (_problem.Holds(p, to) ? 1 : 0);
        _movesLeft -= moves;
        _bytesLeft -= moves * _problem.Sizes[p];
        _leadersLeft -= _problem.PreferredLeader(p) == from ? 1 : 0;
        _placement.Brokers[slot] = to;
        _order.Remove((_load[from], from));
        _order.Remove((_load[to], to));
        _order.Add((--_load[from], from));
        _order.Add((++_load[to], to));
    }
}
