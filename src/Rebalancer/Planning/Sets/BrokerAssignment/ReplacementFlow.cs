using Google.OrTools.Graph;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Sets.BrokerAssignment;

/// <summary>
/// Improves a plan by chains of single replacements: a min-cost flow on the brokers, where an arc b -> c stands for the partitions whose
/// replica on b may go to c. Balance first, then moves. Exact with at most one rack dimension, where single replacements suffice
/// (docs/planning.md, "One dimension"); with two it repairs what the assignment of brokers left.
/// </summary>
internal sealed class ReplacementFlow
{
    private const int MaxRounds = 60;
    private const int CheckEvery = 256;

    // Slots x brokers: each round looks at every replica's way to every broker.
    private const long MaxWork = 60_000_000;

    private readonly PlanningProblem _problem;
    private readonly CellGrid _grid;
    private readonly SpreadClass[] _classes;
    private readonly int[] _classOf;
    private readonly Placement _placement;
    private readonly int[] _placed;
    private readonly long[] _load;
    private readonly int _brokers;
    private readonly long _moveCost;
    private readonly long _loadCost;

    private ReplacementFlow(CellGrid grid, SpreadClass[] classes, int[] classOf, Placement placement, bool movesFirst)
    {
        _problem = grid.Problem;
        _grid = grid;
        _classes = classes;
        _classOf = classOf;
        _placement = placement;
        _placed = placement.Brokers;
        _brokers = _problem.BrokerCount;
        _load = [.. placement.Loads().Select(x => (long)x)];

        // A chain has at most one arc a broker and two load levels: the smaller cost outweighs all idle steps, the larger one all of the
        // smaller.
        var small = 4L * (_brokers + 1);
        var large = small * 4 * (_brokers + 1) * (movesFirst ? _load.Max() + 2 : 1);
        (_moveCost, _loadCost) = movesFirst ? (large, small) : (small, large);
    }

    /// <summary>
    /// Improves a placement: balance before moves, or moves before balance. Leaves it as it is where a round would take too long, or the
    /// time is up.
    /// </summary>
    public static void Improve(
        CellGrid grid, SpreadClass[] classes, int[] classOf, Placement placement, SearchBudget budget, bool movesFirst = false)
    {
        if ((long)grid.Problem.SlotCount * grid.Problem.BrokerCount > MaxWork)
        {
            return;
        }

        var network = new ReplacementFlow(grid, classes, classOf, placement, movesFirst);
        for (var round = 0; round < MaxRounds && !budget.IsOver; round++)
        {
            var cycles = network.WantedCycles(budget);
            if (cycles.Count == 0)
            {
                return;
            }

            var applied = 0;
            foreach (var cycle in cycles)
            {
                applied += network.TryApply(cycle) ? 1 : 0;
            }

            if (applied == 0)
            {
                return;
            }
        }
    }

    /// <summary>
    /// One step of a cycle: a replica goes from broker to broker at a change in moves; the node after the last broker stands for a load
    /// that changes.
    /// </summary>
    private readonly record struct Step(int From, int To, int MoveChange);

    private List<List<Step>> WantedCycles(SearchBudget budget)
    {
        using var flow = new MinCostFlow();
        var arcs = new List<Step>();
        var counts = CountArcs(budget);
        if (budget.IsOver)
        {
            return [];
        }

        for (var b = 0; b < _brokers; b++)
        {
            for (var c = 0; c < _brokers; c++)
            {
                for (var change = -1; change <= 1; change++)
                {
                    var count = counts[ArcIndex(b, c, change)];
                    if (count > 0)
                    {
                        flow.AddArcWithCapacityAndUnitCost(b, c, count, (change * _moveCost) + 1);
                        arcs.Add(new(b, c, change));
                    }
                }
            }

            for (var step = 0; step < 2; step++)
            {
                flow.AddArcWithCapacityAndUnitCost(b, _brokers, 1, _loadCost * ((2 * (_load[b] + step)) + 1));
                arcs.Add(new(b, _brokers, 0));
                if (_load[b] - step > 0)
                {
                    flow.AddArcWithCapacityAndUnitCost(_brokers, b, 1, -_loadCost * ((2 * (_load[b] - step)) - 1));
                    arcs.Add(new(_brokers, b, 0));
                }
            }
        }

        if (flow.Solve() != MinCostFlow.Status.OPTIMAL || flow.OptimalCost() >= 0)
        {
            return [];
        }

        return Cycles(arcs, Enumerable.Range(0, arcs.Count).Select(i => (int)flow.Flow(i)).ToArray());
    }

    private int ArcIndex(int from, int to, int change) => (((from * _brokers) + to) * 3) + change + 1;

    /// <summary>
    /// How many replicas may go along each arc. Whether a set stays best depends on the cell alone, so brokers are counted cell by cell.
    /// </summary>
    private int[] CountArcs(SearchBudget budget)
    {
        var counts = new int[_brokers * _brokers * 3];
        var toCell = new int[_brokers * _grid.Count * 2];
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            if (p % CheckEvery == 0 && budget.IsOver)
            {
                break;
            }

            for (var slot = _problem.Offsets[p]; _problem.Movable[p] && slot < _problem.Offsets[p + 1]; slot++)
            {
                if (_placed[slot] >= 0 && _problem.Roles[_placed[slot]].Keeping != Keeping.Must)
                {
                    CountArcs(p, slot, counts, toCell);
                }
            }
        }

        for (var b = 0; b < _brokers; b++)
        {
            for (var had = 0; had < 2; had++)
            {
                for (var to = 0; to < _brokers; to++)
                {
                    counts[ArcIndex(b, to, had)] += toCell[CellIndex(b, _grid.CellOf[to], had)];
                }
            }
        }

        return counts;
    }

    private void CountArcs(int p, int slot, int[] counts, int[] toCell)
    {
        var from = _placed[slot];
        var had = _problem.Holds(p, from) ? 1 : 0;
        var lowered = _problem.InSync is not null && _problem.IsLowered(p) && !StaysInSync(p, slot, PlanningProblem.None);
        var set = _placement.Of(p);
        for (var c = 0; c < _grid.Count; c++)
        {
            if (!_grid.Accepts[c] || lowered || !_problem.MayReceive(p, _grid.BrokersOf(c)[0]) || !MayEnter(p, from, c))
            {
                continue;
            }

            toCell[CellIndex(from, c, had)]++;

            // All brokers of the cell but those that hold the partition already, or did.
            foreach (var b in set)
            {
                counts[ArcIndex(from, Math.Max(b, 0), had)] -= b >= 0 && _grid.CellOf[b] == c ? 1 : 0;
            }

            foreach (var b in _problem.PresentOf(p))
            {
                counts[ArcIndex(from, Math.Max(b, 0), had)] -= b >= 0 && _grid.CellOf[b] == c && !set.Contains(b) ? 1 : 0;
            }
        }

        for (var to = 0; to < _brokers && lowered; to++)
        {
            if (MayGo(p, slot, to))
            {
                counts[ArcIndex(from, to, MoveChange(p, from, to))]++;
            }
        }

        foreach (var b in _problem.PresentOf(p))
        {
            if (b >= 0 && !lowered && MayGo(p, slot, b))
            {
                counts[ArcIndex(from, b, had - 1)]++;
            }
        }
    }

    private int CellIndex(int from, int cell, int had) => (((from * _grid.Count) + cell) * 2) + had;

    private int MoveChange(int p, int from, int to) => (_problem.Holds(p, from) ? 1 : 0) - (_problem.Holds(p, to) ? 1 : 0);

    /// <summary>
    /// Whether the replica in <paramref name="slot"/> may go to broker <paramref name="to"/> and leave a best-spread set.
    /// </summary>
    private bool MayGo(int p, int slot, int to)
    {
        var from = _placed[slot];
        var set = _placement.Of(p);
        if (from == to || set.Contains(to) || _problem.Roles[from].Keeping == Keeping.Must || !_problem.MayKeep(p, to)
            || (!_problem.MayReceive(p, to) && !_problem.Holds(p, to))
            || (_problem.InSync is not null && _problem.IsLowered(p) && !StaysInSync(p, slot, to)))
        {
            return false;
        }

        return MayEnter(p, from, _grid.CellOf[to]);
    }

    /// <summary>Whether the set stays best when its replica on <paramref name="from"/> goes to a broker of a cell.</summary>
    private bool MayEnter(int p, int from, int enters)
    {
        var leaves = _grid.CellOf[from];
        if (leaves == enters)
        {
            return true;
        }

        var spread = _classes[_classOf[p]];
        if (spread.ExactCost)
        {
            return false;
        }

        var set = _placement.Of(p);
        for (var d = 0; d < _problem.DimensionCount; d++)
        {
            var domains = _problem.Domains[d];
            var (old, now) = (_grid.DomainOf[d][leaves], _grid.DomainOf[d][enters]);
            if (old != now
                && (CountIn(set, domains, old) <= spread.DomainMin[d][old] || CountIn(set, domains, now) >= spread.DomainMax[d][now]))
            {
                return false;
            }
        }

        var (domainLeaves, domainEnters) = (_grid.DomainCellOf[leaves], _grid.DomainCellOf[enters]);
        return CountInCell(set, leaves) > spread.CellMin[leaves] && CountInCell(set, enters) < spread.CellMax[enters]
            && (domainLeaves == domainEnters
                || (CountInDomainCell(set, domainLeaves) > spread.DomainCellMin[domainLeaves]
                    && CountInDomainCell(set, domainEnters) < spread.DomainCellMax[domainEnters]));
    }

    /// <summary>Whether a lowered list still has a replica that was in sync when the one in the slot goes elsewhere.</summary>
    private bool StaysInSync(int p, int slot, int to)
    {
        var present = _problem.PresentOf(p);
        for (var i = 0; i < present.Length; i++)
        {
            if ((_problem.InSync![p] >> i & 1) != 0
                && (present[i] == to || (present[i] != _placed[slot] && _placement.Holds(p, present[i]))))
            {
                return true;
            }
        }

        return false;
    }

    private static int CountIn(ReadOnlySpan<int> set, int[] groupOf, int group)
    {
        var count = 0;
        foreach (var b in set)
        {
            count += b >= 0 && groupOf[b] == group ? 1 : 0;
        }

        return count;
    }

    private int CountInCell(ReadOnlySpan<int> set, int cell) => CountIn(set, _grid.CellOf, cell);

    private int CountInDomainCell(ReadOnlySpan<int> set, int domainCell)
    {
        var count = 0;
        foreach (var b in set)
        {
            count += b >= 0 && _grid.DomainCellOf[_grid.CellOf[b]] == domainCell ? 1 : 0;
        }

        return count;
    }

    /// <summary>Takes the flow apart into simple cycles.</summary>
    private List<List<Step>> Cycles(List<Step> arcs, int[] flow)
    {
        var outgoing = new List<int>[_brokers + 1];
        for (var v = 0; v < outgoing.Length; v++)
        {
            outgoing[v] = [];
        }

        for (var i = 0; i < arcs.Count; i++)
        {
            if (flow[i] > 0)
            {
                outgoing[arcs[i].From].Add(i);
            }
        }

        var cycles = new List<List<Step>>();
        for (var start = 0; start < outgoing.Length; start++)
        {
            while (outgoing[start].Any(i => flow[i] > 0))
            {
                var path = new List<int>();
                var positionOf = new Dictionary<int, int> { [start] = 0 };
                var node = start;
                while (true)
                {
                    var arc = outgoing[node].First(i => flow[i] > 0);
                    path.Add(arc);
                    node = arcs[arc].To;
                    if (positionOf.TryGetValue(node, out var at))
                    {
                        var cycle = path[at..];
                        cycle.ForEach(i => flow[i]--);
                        cycles.Add([.. cycle.Select(i => arcs[i])]);
                        break;
                    }

                    positionOf[node] = path.Count;
                }
            }
        }

        return cycles;
    }

    /// <summary>Applies all replacements of a cycle, or none.</summary>
    private bool TryApply(List<Step> cycle)
    {
        var done = new List<(int Slot, int From)>();
        foreach (var step in cycle)
        {
            if (step.From == _brokers || step.To == _brokers)
            {
                continue;
            }

            var slot = FindSlot(step);
            if (slot < 0)
            {
                for (var i = done.Count - 1; i >= 0; i--)
                {
                    _placed[done[i].Slot] = done[i].From;
                }

                return false;
            }

            done.Add((slot, step.From));
            _placed[slot] = step.To;
        }

        foreach (var step in cycle.Where(s => s.From != _brokers && s.To != _brokers))
        {
            _load[step.From]--;
            _load[step.To]++;
        }

        return true;
    }

    private int FindSlot(Step step)
    {
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            for (var slot = _problem.Offsets[p]; _problem.Movable[p] && slot < _problem.Offsets[p + 1]; slot++)
            {
                if (_placed[slot] == step.From && MoveChange(p, step.From, step.To) == step.MoveChange && MayGo(p, slot, step.To))
                {
                    return slot;
                }
            }
        }

        return -1;
    }
}
