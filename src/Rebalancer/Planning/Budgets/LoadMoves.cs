using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Budgets;

/// <summary>
/// Spends what is left of a budget on balance: one replica after the other goes from the fullest broker to the emptiest that can take it
/// without a worse spread. Each such move takes most off the sum of squares; a replica that is copied anyway goes elsewhere for nothing.
/// </summary>
/// <remarks>
/// Whether a replica can go to another domain depends on the domain alone, so each broker's replicas are looked through once for each
/// domain cell, and a pair of brokers that has nothing to give is not asked again until something arrives.
/// </remarks>
internal sealed class LoadMoves
{
    private const int CheckEvery = 64;

    // How many replicas that cannot go to this one broker are passed over for others.
    private const int MaxPassedOver = 64;

    private readonly Placement _placement;
    private readonly PlanningProblem _problem;
    private readonly CellGrid _grid;
    private readonly BrokersByLoad _load;
    private readonly int[] _partitionOf;

    // Replicas by broker: those that are copied already, and those that would have to be. Slots that went elsewhere stay in their lists.
    private readonly List<int>[] _copied;
    private readonly List<int>[] _staying;
    private readonly int[,] _nextCopied;
    private readonly int[,] _nextStaying;
    private readonly bool[,] _nothingToGive;
    private readonly bool _limitsLeaders;
    private long _movesLeft;
    private long _bytesLeft;
    private long _leadersLeft;

    private LoadMoves(CellGrid grid, Placement placement, MoveBudget budget)
    {
        _placement = placement;
        _problem = placement.Problem;
        _grid = grid;
        var loads = placement.Loads();
        _load = new(loads);
        _copied = [.. loads.Select(_ => new List<int>())];
        _staying = [.. loads.Select(load => new List<int>(load))];
        _nextCopied = new int[loads.Length, grid.DomainCellCount];
        _nextStaying = new int[loads.Length, grid.DomainCellCount];
        _nothingToGive = new bool[loads.Length, loads.Length];
        _partitionOf = new int[_problem.SlotCount];
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            var keepsDead = KeepsDead(p);
            for (var slot = _problem.Offsets[p]; slot < _problem.Offsets[p + 1]; slot++)
            {
                _partitionOf[slot] = p;
                if (_problem.Movable[p] && !keepsDead && placement.Brokers[slot] is >= 0 and var b)
                {
                    (_problem.Holds(p, b) ? _staying : _copied)[b].Add(slot);
                }
            }
        }

        if (budget.Bytes is not null)
        {
            // The smallest go first: most of them fit.
            foreach (var slots in _staying)
            {
                slots.Sort((x, y) => (_problem.Sizes[_partitionOf[x]], x).CompareTo((_problem.Sizes[_partitionOf[y]], y)));
            }
        }

        _movesLeft = (budget.Moves ?? long.MaxValue) - placement.Moves();
        _bytesLeft = (budget.Bytes ?? long.MaxValue) - placement.MovedBytes();
        _limitsLeaders = budget.LeaderChanges is not null;
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

    /// <summary>Whether the list stays as it is, since a list that changes keeps nothing on a dead broker.</summary>
    private bool KeepsDead(int p)
    {
        foreach (var b in _placement.Of(p))
        {
            if (Placement.IsLeaving(b) && _problem.LiveAt(p, Placement.PlaceOfLeaving(b)) < 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryBest()
    {
        var order = _load.Order;
        for (var i = order.Length - 1; i > 0; i--)
        {
            var from = order[i];
            for (var j = 0; j < i && _load[order[j]] + 2 <= _load[from]; j++)
            {
                if (_nothingToGive[from, order[j]])
                {
                    continue;
                }

                if (TryMove(from, order[j]))
                {
                    return true;
                }

                _nothingToGive[from, order[j]] = true;
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

        var cell = _grid.DomainCellOf[_grid.CellOf[to]];
        return TryMove(from, to, _copied[from], ref _nextCopied[from, cell])
            || TryMove(from, to, _staying[from], ref _nextStaying[from, cell]);
    }

    /// <summary>Moves the first replica of a list that can go; those before <paramref name="next"/> cannot go to the domain cell.</summary>
    private bool TryMove(int from, int to, List<int> slots, ref int next)
    {
        var passedOver = 0;
        for (var i = next; i < slots.Count && passedOver < MaxPassedOver; i++)
        {
            var slot = slots[i];
            var p = _partitionOf[slot];
            if (_placement.Brokers[slot] != from || !KeepsSpread(p, slot, to))
            {
                next += i == next ? 1 : 0;
                continue;
            }

            if (_placement.Holds(p, to) || !_problem.MayReceive(p, to) || !IsAffordable(p, from, to))
            {
                passedOver++;
                continue;
            }

            Move(p, slot, from, to);
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

        var moves = Copies(p, from, to);
        return moves <= _movesLeft && moves * _problem.Sizes[p] <= _bytesLeft && LeadersLost(p, from) <= _leadersLeft;
    }

    /// <summary>
    /// Preferred leaders that must change when a replica goes: its own, or one that was to leave and could stay as long as the list did.
    /// </summary>
    private int LeadersLost(int p, int from) =>
        _problem.PreferredLeader(p) == from || (_limitsLeaders && _problem.PreferredLeader(p) < 0 && _placement.Stays(p)) ? 1 : 0;

    /// <summary>Copies more, or fewer, where a replica goes from one broker to another.</summary>
    private int Copies(int p, int from, int to) => (_problem.Holds(p, from) ? 1 : 0) - (_problem.Holds(p, to) ? 1 : 0);

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
        var moves = Copies(p, from, to);
        _movesLeft -= moves;
        _bytesLeft -= moves * _problem.Sizes[p];
        _leadersLeft -= LeadersLost(p, from);
        _placement.Brokers[slot] = to;
        _load.Move(from, to);
        (_problem.Holds(p, to) ? _staying : _copied)[to].Add(slot);
        for (var b = 0; b < _staying.Length; b++)
        {
            _nothingToGive[to, b] = false;
        }
    }
}
