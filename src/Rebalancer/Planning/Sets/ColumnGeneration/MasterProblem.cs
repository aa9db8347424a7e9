using System.Numerics;
using Google.OrTools.LinearSolver;
using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// The fewest moves among all balance-optimal plans as an LP over partition groups, by column generation in GLOP (docs/planning.md, "Fewest
/// moves"). Rows: each group's partitions, each cell's total in its range, each capped price group's kept replicas with a surplus column of
/// one move, and by cell how many brokers may stand at the upper level. The pricing problem is <see cref="ReplicaSetPricer"/>.
/// </summary>
internal sealed class MasterProblem : IDisposable
{
    private const double Artificial = 40;
    private const double Tolerance = 1e-6;
    private const int CheckEvery = 64;

    private readonly PartitionGroups _groups;
    private readonly Solver _solver = Solver.CreateSolver("GLOP");
    private readonly Constraint[] _groupRow;
    private readonly Constraint[] _cellRow;
    private readonly Constraint?[] _capRow;
    private readonly Constraint?[] _levelRow;
    private readonly List<Variable> _artificials = [];
    private readonly List<Variable> _variables = [];
    private readonly List<List<Column>> _byGroup;
    private readonly ReplicaSetPricer _pricer;
    private readonly int[] _offsets;

    public MasterProblem(PartitionGroups groups)
    {
        _groups = groups;
        (_pricer, _offsets) = groups.CreatePricer();
        _byGroup = [.. Enumerable.Range(0, groups.Count).Select(_ => new List<Column>())];
        _solver.SetSolverSpecificParametersAsString("use_preprocessing: false");
        _solver.Objective().SetMinimization();
        _groupRow = [.. groups.Weight.Select(w => _solver.MakeConstraint(w, w))];
        _cellRow = new Constraint[groups.Cells.Grid.Count];
        _capRow = new Constraint?[groups.GroupCell.Count];
        _levelRow = new Constraint?[groups.Cells.Grid.Count];
        AddRows();
    }

    /// <summary>All columns, in the order of their creation.</summary>
    public List<Column> Columns { get; } = [];

    /// <summary>The value of each column in the LP's optimum.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>The dual prices in moves: of cells, of kept caps by price group, of the upper level by cell.</summary>
    public (double[] Cell, double[] Cap, double[] Level) Prices { get; private set; }

    /// <summary>Whether the column generation ended with every artificial at zero.</summary>
    public bool Solved { get; private set; }

    public void Dispose() => _solver.Dispose();

    /// <summary>Adds the present answer of every partition as a start.</summary>
    public void AddPresentAnswers()
    {
        var cells = _groups.Cells;
        Span<int> order = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        Span<int> arrivals = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        for (var p = 0; p < cells.Problem.PartitionCount; p++)
        {
            if (_groups.PartitionGroupOf[p] < 0)
            {
                continue;
            }

            var r = cells.Problem.Width(p);
            _groups.SlotOrder(p, order[..r]);
            var kept = 0;
            var n = 0;
            for (var i = 0; i < r; i++)
            {
                if ((cells.Kept[p] >> order[i] & 1) != 0)
                {
                    kept |= 1 << i;
                }
                else if (cells.CellOfSlot[cells.Problem.Offsets[p] + order[i]] is var arrival && arrival != CellPlacement.NoCell)
                {
                    arrivals[n++] = arrival;
                }
            }

            if (n + BitOperations.PopCount((uint)kept) == cells.Problem.Wanted[p])
            {
                arrivals[..n].Sort();
                TryAdd(_groups.PartitionGroupOf[p], kept, arrivals[..n]);
            }
        }
    }

    /// <summary>
    /// Generates columns until none has a negative reduced cost; <see cref="Solved"/> tells whether that was reached in time.
    /// </summary>
    public void Solve(SearchBudget budget)
    {
        while (!budget.IsOver)
        {
            _solver.SetTimeLimit((long)Math.Clamp(budget.Left.TotalMilliseconds, 1, int.MaxValue));
            if (_solver.Solve() != Solver.ResultStatus.OPTIMAL)
            {
                return;
            }

            ReadPrices();
            if (!AddPricedColumns(budget))
            {
                Values = [.. _variables.Select(v => v.SolutionValue())];
                Solved = _artificials.All(v => v.SolutionValue() < 1e-5);
                return;
            }
        }
    }

    private void AddRows()
    {
        var grid = _groups.Cells.Grid;
        var targets = _groups.Cells.Targets;
        var objective = _solver.Objective();
        var total = new Variable[grid.Count];
        for (var c = 0; c < grid.Count; c++)
        {
            _cellRow[c] = _solver.MakeConstraint(0, 0);
            total[c] = _solver.MakeNumVar(targets.CellMin[c], targets.CellMax[c], "");
            _cellRow[c].SetCoefficient(total[c], -1);
            foreach (var sign in (double[])[1, -1])
            {
                var artificial = _solver.MakeNumVar(0, double.PositiveInfinity, "");
                objective.SetCoefficient(artificial, Artificial);
                _cellRow[c].SetCoefficient(artificial, sign);
                _artificials.Add(artificial);
            }
        }

        for (var x = 0; x < _capRow.Length; x++)
        {
            if (!_groups.IsCapped[x])
            {
                continue;
            }

            var c = _groups.GroupCell[x];
            _capRow[x] = _solver.MakeConstraint(double.NegativeInfinity, _groups.CapMin[x]);
            var surplus = _solver.MakeNumVar(0, double.PositiveInfinity, "");
            objective.SetCoefficient(surplus, 1);
            _capRow[x]!.SetCoefficient(surplus, -1);
            if (_groups.CapRoom[x] == 0)
            {
                continue;
            }

            if (_levelRow[c] is null)
            {
                _levelRow[c] = _solver.MakeConstraint(double.NegativeInfinity, -_groups.Cells.LeastOnBrokersOf(c));
                _levelRow[c]!.SetCoefficient(total[c], -1);
            }

            var upper = _solver.MakeNumVar(0, _groups.CapRoom[x], "");
            _capRow[x]!.SetCoefficient(upper, -1);
            _levelRow[c]!.SetCoefficient(upper, 1);
        }
    }

    private void ReadPrices() => Prices = (
        [.. _cellRow.Select(r => -r.DualValue())],
        [.. _capRow.Select(r => r is null ? 0 : Math.Clamp(-r.DualValue(), 0, 1))],
        [.. _levelRow.Select(r => r is null ? 0 : Math.Max(0, -r.DualValue()))]);

    private bool AddPricedColumns(SearchBudget budget)
    {
        var prices = MasterPrices.From(_groups, Prices);
        prices.SetOn(_pricer);
        // Read before columns are added: the solver forgets its solution with the first.
        var worth = _groupRow.Select(row => row.DualValue()).ToArray();
        Span<long> keep = stackalloc long[ReplicaSetPricer.MaxReplicationFactor];
        Span<int> arrivals = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        var added = false;
        for (var q = 0; q < _groups.Count; q++)
        {
            if (q % CheckEvery == 0 && budget.IsOver)
            {
                return true;
            }

            var limit = (long)((worth[q] - Tolerance) * Price.Move);
            prices.KeepPrices(_groups.SlotGroups[q], keep);
            _pricer.Solve(
                _offsets[q], _groups.SlotGroups[q].Length, _groups.Cells.Targets.Classes[_groups.Class[q]], _groups.Rules[q], keep, limit);
            if (_pricer.BestArrivalCount < 0)
            {
                continue;
            }

            var n = _pricer.BestArrivalCount;
            _pricer.BestArrivals.AsSpan(0, n).CopyTo(arrivals);
            arrivals[..n].Sort();
            added |= TryAdd(q, _pricer.BestKept, arrivals[..n]);
        }

        return added;
    }

    private bool TryAdd(int group, int kept, ReadOnlySpan<int> arrivals)
    {
        foreach (var known in _byGroup[group])
        {
            if (known.SameAs(kept, arrivals))
            {
                return false;
            }
        }

        var column = new Column(group, kept, arrivals.ToArray());
        _byGroup[group].Add(column);
        Columns.Add(column);
        var variable = _solver.MakeNumVar(0, double.PositiveInfinity, "");
        _variables.Add(variable);
        _solver.Objective().SetCoefficient(variable, column.Moves);
        _groupRow[group].SetCoefficient(variable, 1);
        foreach (var (c, count) in MasterPrices.CellCounts(_groups, column))
        {
            _cellRow[c].SetCoefficient(variable, count);
        }

        foreach (var (x, count) in MasterPrices.CapCounts(_groups, column))
        {
            _capRow[x]!.SetCoefficient(variable, count);
        }

        return true;
    }
}
