using Google.OrTools.LinearSolver;
using Rebalancer.Planning.Pricing;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// The fewest moves among all balance-optimal plans as an LP over types, by column generation in GLOP (engine reference, 3.4, 3.5 and 7, step 4).
/// Rows: each type's partitions, each cell's total in its range, each capped group's kept replicas with a shed column of one move, and by cell how many
/// brokers may stand at the upper level. The pricing problem is <see cref="ReplicaSetPricer"/>.
/// </summary>
internal sealed class MasterProblem : IDisposable
{
    private const double Artificial = 40;
    private const double Tolerance = 1e-6;

    private readonly PartitionGroups _types;
    private readonly Solver _solver = Solver.CreateSolver("GLOP");
    private readonly Constraint[] _typeRow;
    private readonly Constraint[] _cellRow;
    private readonly Constraint?[] _capRow;
    private readonly Constraint?[] _levelRow;
    private readonly List<Variable> _artificials = [];
    private readonly List<Variable> _variables = [];
    private readonly List<List<Column>> _byType;
    private readonly ReplicaSetPricer _pricer;
    private readonly int[] _offsets;

    public MasterProblem(PartitionGroups types)
    {
        _types = types;
        (_pricer, _offsets) = types.CreatePricer();
        _byType = [.. Enumerable.Range(0, types.Count).Select(_ => new List<Column>())];
        _solver.SetSolverSpecificParametersAsString("use_preprocessing: false");
        _solver.Objective().SetMinimization();
        _typeRow = [.. types.Weight.Select(w => _solver.MakeConstraint(w, w))];
        _cellRow = new Constraint[types.State.Grid.Count];
        _capRow = new Constraint?[types.GroupCell.Count];
        _levelRow = new Constraint?[types.State.Grid.Count];
        AddRows();
    }

    /// <summary>All columns, in the order of their creation.</summary>
    public List<Column> Columns { get; } = [];

    /// <summary>The value of each column in the LP's optimum.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>The dual prices in moves: of cells, of kept caps by group, of the upper level by cell.</summary>
    public (double[] Cell, double[] Cap, double[] Level) Prices { get; private set; }

    /// <summary>Whether the column generation ended with every artificial at zero.</summary>
    public bool Solved { get; private set; }

    public void Dispose() => _solver.Dispose();

    /// <summary>Adds the present answer of every partition as a start.</summary>
    public void AddPresentAnswers()
    {
        var state = _types.State;
        Span<int> order = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        Span<int> arrivals = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        for (var p = 0; p < state.Model.PartitionCount; p++)
        {
            if (_types.TypeOf[p] < 0)
            {
                continue;
            }

            var r = state.Model.ReplicationFactor(p);
            _types.SlotOrder(p, order[..r]);
            var kept = 0;
            var n = 0;
            for (var i = 0; i < r; i++)
            {
                if ((state.Kept[p] >> order[i] & 1) != 0)
                {
                    kept |= 1 << i;
                }
                else
                {
                    arrivals[n++] = state.CellOfSlot[state.Model.Offsets[p] + order[i]];
                }
            }

            arrivals[..n].Sort();
            TryAdd(_types.TypeOf[p], kept, arrivals[..n]);
        }
    }

    /// <summary>Generates columns until none has a negative reduced cost; <see cref="Solved"/> tells whether that was reached before <paramref name="stop"/>.</summary>
    public void Solve(Func<bool> stop)
    {
        while (!stop())
        {
            if (_solver.Solve() != Solver.ResultStatus.OPTIMAL)
            {
                return;
            }

            ReadPrices();
            if (!AddPricedColumns())
            {
                Values = [.. _variables.Select(v => v.SolutionValue())];
                Solved = _artificials.All(v => v.SolutionValue() < 1e-5);
                return;
            }
        }
    }

    private void AddRows()
    {
        var grid = _types.State.Grid;
        var targets = _types.State.Targets;
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
            if (!_types.IsCapped[x])
            {
                continue;
            }

            var c = _types.GroupCell[x];
            _capRow[x] = _solver.MakeConstraint(double.NegativeInfinity, _types.CapMin[x]);
            var shed = _solver.MakeNumVar(0, double.PositiveInfinity, "");
            objective.SetCoefficient(shed, 1);
            _capRow[x]!.SetCoefficient(shed, -1);
            if (_types.CapRoom[x] == 0)
            {
                continue;
            }

            if (_levelRow[c] is null)
            {
                _levelRow[c] = _solver.MakeConstraint(double.NegativeInfinity, -_types.State.LeastOnBrokersOf(c));
                _levelRow[c]!.SetCoefficient(total[c], -1);
            }

            var upper = _solver.MakeNumVar(0, _types.CapRoom[x], "");
            _capRow[x]!.SetCoefficient(upper, -1);
            _levelRow[c]!.SetCoefficient(upper, 1);
        }
    }

    private void ReadPrices() => Prices = (
        [.. _cellRow.Select(r => -r.DualValue())],
        [.. _capRow.Select(r => r is null ? 0 : Math.Clamp(-r.DualValue(), 0, 1))],
        [.. _levelRow.Select(r => r is null ? 0 : Math.Max(0, -r.DualValue()))]);

    private bool AddPricedColumns()
    {
        var prices = MasterPrices.From(_types, Prices);
        prices.SetOn(_pricer);
        // Read before columns are added: the solver forgets its solution with the first.
        var worth = _typeRow.Select(row => row.DualValue()).ToArray();
        Span<long> keep = stackalloc long[ReplicaSetPricer.MaxReplicationFactor];
        Span<int> arrivals = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        var added = false;
        for (var q = 0; q < _types.Count; q++)
        {
            var limit = (long)((worth[q] - Tolerance) * Price.Move);
            prices.KeepPrices(_types.SlotGroups[q], keep);
            _pricer.Solve(_offsets[q], _types.SlotGroups[q].Length, _types.State.Targets.Classes[_types.Class[q]], keep, limit);
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

    private bool TryAdd(int type, int kept, ReadOnlySpan<int> arrivals)
    {
        foreach (var known in _byType[type])
        {
            if (known.SameAs(kept, arrivals))
            {
                return false;
            }
        }

        var column = new Column(type, kept, arrivals.ToArray());
        _byType[type].Add(column);
        Columns.Add(column);
        var variable = _solver.MakeNumVar(0, double.PositiveInfinity, "");
        _variables.Add(variable);
        _solver.Objective().SetCoefficient(variable, column.Moves);
        _typeRow[type].SetCoefficient(variable, 1);
        foreach (var (c, count) in MasterPrices.CellCounts(_types, column))
        {
            _cellRow[c].SetCoefficient(variable, count);
        }

        foreach (var (x, count) in MasterPrices.CapCounts(_types, column))
        {
            _capRow[x]!.SetCoefficient(variable, count);
        }

        return true;
    }
}
