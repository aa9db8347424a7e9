using Google.OrTools.LinearSolver;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Spread;
using Rebalancer.Planning.Targets;

namespace Rebalancer.Planning.Proof;

/// <summary>
/// A lower bound on the balance of any repair with the fewest moves: the LP over groups of broken partitions, whose columns are the sets
/// with the fewest replacements, and the convex cost of each cell's load. Whatever prices the LP ends with, the bound is evaluated from
/// them in integers.
/// </summary>
internal sealed class RepairBalanceBound
{
    // The LP has a row for each group and for each cell: what takes longer than a second or two is not priced broker by broker.
    private const int MaxGroups = 4_000;
    private const int MaxGroupsTimesCells = 60_000;
    private const int MaxRounds = 80;
    private const int FineLevels = 100;

    // One unit of marginal load, and a price of a move that outweighs all loads of a set.
    private const long Unit = 1 << 16;
    private const long Move = 1L << 46;

    private readonly CellGrid _grid;
    private readonly PlanningProblem _problem;
    private readonly SpreadClass[] _classes;
    private readonly int[] _replicas;
    private readonly List<(int Class, int Slot, int Width, SlotRules Rules)> _groups = [];
    private readonly List<int> _weights = [];
    private readonly int[] _fixedLoad;
    private readonly long _center;
    private readonly int _highest;
    private readonly LoadCurve[] _curves;
    private readonly long[] _known;
    private readonly long _reached;

    private RepairBalanceBound(CellGrid grid, SpreadClass[] classes, int[] load)
    {
        _grid = grid;
        _problem = grid.Problem;
        _classes = classes;
        _replicas = _problem.Present;
        _fixedLoad = ReplicaCounts.Fixed(_problem);
        _center = load.Sum(x => (long)x) / load.Length;
        _highest = load.Max() + _problem.PartitionCount + 1;
        _reached = load.Sum(x => (long)x * x);
        _known = [.. Enumerable.Range(0, grid.Count).Select(c => grid.BrokersOf(c).ToArray().Sum(b => (long)load[b]) / grid.Size(c))];
        _curves = [
            .. Enumerable.Range(0, grid.Count).Select(c => new LoadCurve(grid, c, _fixedLoad, ReplicaCounts.Movable(_problem), _highest))
        ];
    }

    /// <summary>
    /// The bound on the sum of squares; priced broker by broker, or cell by cell where there are too many groups, or at one price for all.
    /// </summary>
    /// <param name="grid">Cells by domains; the model's movable partitions are the broken ones.</param>
    /// <param name="spreads">Their spreads.</param>
    /// <param name="load">The brokers' loads in a known repair: where the prices start, and what the bound cannot exceed.</param>
    /// <param name="budget">The time left.</param>
    public static long Compute(CellGrid grid, PartitionSpreads spreads, int[] load, SearchBudget budget)
    {
        var split = grid.Split(_ => true);
        var byBroker = new RepairBalanceBound(split, spreads.On(split).Classes, load);
        if (byBroker.FindGroups(spreads.ClassOf))
        {
            return byBroker.Solve(budget, priced: true);
        }

        var byCell = new RepairBalanceBound(grid, spreads.Classes, load);
        return byCell.Solve(budget, priced: byCell.FindGroups(spreads.ClassOf));
    }

    /// <summary>Groups the broken partitions; whether there are few enough for the LP.</summary>
    private bool FindGroups(int[] classOf)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            if (!_problem.Movable[p])
            {
                continue;
            }

            var slots = _replicas.AsSpan(_problem.Offsets[p], _problem.Width(p)).ToArray();
            var rules = SlotRules.Of(_problem, p);
            var order = rules is { Forced: 0, OneOf: 0 }
                ? slots.Select(b => b < 0 ? -1 : _grid.CellOf[b]).Order()
                : slots.Select(b => b < 0 ? -1 : _grid.CellOf[b]);
            var key = $"{classOf[p]}:{rules.Forced}:{rules.OneOf}:{string.Join(',', order)}";
            if (!index.TryGetValue(key, out var q))
            {
                index[key] = q = index.Count;
                _groups.Add((classOf[p], _problem.Offsets[p], slots.Length, rules));
                _weights.Add(0);
            }

            _weights[q]++;
        }

        return _groups.Count <= Math.Min(MaxGroups, Math.Max(MaxGroupsTimesCells / _grid.Count, 400));
    }

    private long Solve(SearchBudget budget, bool priced)
    {
        // One price for all cells, that of the level which the replicas would fill if any broker served: enough where the loads come out
        // even.
        var even = new long[_grid.Count];
        Array.Fill(even, ((2 * (WaterLevel() - _center)) - 1) * Unit);
        var best = Evaluate(even, out _);
        if (best >= _reached || !priced)
        {
            return best;
        }

        using var solver = Solver.CreateSolver("GLOP");
        solver.SetSolverSpecificParametersAsString("use_preprocessing: false");
        solver.Objective().SetMinimization();
        var groupRows = _weights.Select(w => solver.MakeConstraint(w, w)).ToArray();
        var cellRows = Enumerable.Range(0, _grid.Count).Select(_ => solver.MakeConstraint(0, 0)).ToArray();
        AddSegments(solver, cellRows);
        var prices = _known.Select(level => 2 * (level - _center) * Unit).ToArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < MaxRounds && !budget.IsOver; round++)
        {
            best = Math.Max(best, Evaluate(prices, out var columns));
            if (best >= _reached)
            {
                break;
            }

            var added = false;
            foreach (var (q, cells) in columns)
            {
                if (!seen.Add($"{q}:{string.Join(',', cells)}"))
                {
                    continue;
                }

                added = true;
                var variable = solver.MakeNumVar(0, double.PositiveInfinity, "");
                groupRows[q].SetCoefficient(variable, 1);
                foreach (var (c, count) in cells.CountBy(c => c))
                {
                    cellRows[c].SetCoefficient(variable, count);
                }
            }

            if (!added || solver.Solve() != Solver.ResultStatus.OPTIMAL)
            {
                break;
            }

            prices = [.. cellRows.Select(r => (long)Math.Round(-r.DualValue() * Unit))];
        }

        return best;
    }

    /// <summary>The lowest level below which all replicas of the broken partitions fit, whatever their spread.</summary>
    private long WaterLevel()
    {
        var left = _groups.Select((t, q) => (long)t.Rules.Wanted * _weights[q]).Sum();
        for (var level = 0; ; level++)
        {
            left -= _fixedLoad.Count(x => x <= level);
            if (left <= 0)
            {
                return level + 1;
            }
        }
    }

    /// <summary>Single levels near the cell's known load and near the mean, wider segments elsewhere.</summary>
    private long Width(long level, long known)
    {
        var distance = Math.Min(Distance(level, known), Distance(level, _center));
        return Math.Max(1, distance / 4);

        static long Distance(long level, long middle) =>
            level < middle - FineLevels ? middle - FineLevels - level : Math.Max(0, level - middle - FineLevels);
    }

    /// <summary>
    /// Each cell's load in segments of equal slope; levels far from where loads are expected are grouped, which the evaluation in integers
    /// makes good.
    /// </summary>
    private void AddSegments(Solver solver, Constraint[] cellRows)
    {
        for (var c = 0; c < _grid.Count; c++)
        {
            long to;
            for (long from = 0; from < _highest; from = to)
            {
                to = Math.Min(_highest, from + Width(from, _known[c]));
                var units = _curves[c].Capacity(from, to);
                if (units > 0)
                {
                    var segment = solver.MakeNumVar(0, units, "");
                    solver.Objective().SetCoefficient(segment, (2 * _curves[c].LevelSum(from, to, _center) / units) + 1);
                    cellRows[c].SetCoefficient(segment, -1);
                }
            }
        }
    }

    /// <summary>The Lagrangian bound at the given cell prices, and each group's cheapest set of fewest moves.</summary>
    private long Evaluate(long[] prices, out List<(int Group, int[] Cells)> columns)
    {
        columns = [];
        var pricer = new ReplicaSetPricer(_grid, _replicas);
        for (var c = 0; c < _grid.Count; c++)
        {
            pricer.ArrivalPrice[c] = _grid.Accepts[c] ? Move + prices[c] : Price.Forbidden;
        }

        pricer.SortCells();
        Int128 value = 0;
        var keep = new long[ReplicaSetPricer.MaxReplicationFactor];
        for (var q = 0; q < _groups.Count; q++)
        {
            var (k, slot, slots, rules) = _groups[q];
            for (var i = 0; i < slots; i++)
            {
                keep[i] = _replicas[slot + i] < 0 ? 0 : prices[_grid.CellOf[_replicas[slot + i]]];
            }

            pricer.Solve(slot, slots, _classes[k], rules, keep);
            if (pricer.BestArrivalCount < 0 || pricer.WasCut)
            {
                return 0;
            }

            value += (Int128)(pricer.BestPrice - (pricer.BestArrivalCount * Move)) * _weights[q];
            var cells = pricer.BestArrivals[..pricer.BestArrivalCount].ToList();
            cells.AddRange(
                Enumerable.Range(0, slots).Where(i => (pricer.BestKept >> i & 1) != 0).Select(i => _grid.CellOf[_replicas[slot + i]]));
            cells.Sort();
            columns.Add((q, [.. cells]));
        }

        for (var c = 0; c < _grid.Count; c++)
        {
            value += CheapestFill(c, prices[c]);
        }

        var shifted = (long)((value + Unit - 1) / Unit);
        if (value < 0)
        {
            shifted = -(long)(-value / Unit);
        }

        var all = _fixedLoad.Sum(x => (long)x) + _groups.Select((t, q) => (long)t.Rules.Wanted * _weights[q]).Sum();
        return shifted + _fixedLoad.Sum(x => (x - _center) * (x - _center)) + (2 * _center * all) - (_fixedLoad.Length * _center * _center);
    }

    /// <summary>
    /// The least of (cost of the cell's load) - price * load over all loads: levels are filled while their slope is below the price.
    /// </summary>
    private Int128 CheapestFill(int c, long price)
    {
        Int128 sum = 0;
        for (long level = 0; level < _highest; level++)
        {
            var slope = ((2 * (level - _center)) + 1) * Unit;
            if (slope >= price)
            {
                break;
            }

            sum += (Int128)(slope - price) * _curves[c].Capacity(level, level + 1);
        }

        return sum;
    }
}
