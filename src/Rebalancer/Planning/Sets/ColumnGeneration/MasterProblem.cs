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

    // In changes of leaders; moves are mostly worth one or two of them.
    private const double HighestMovePrice = 1_000;
    private const int CheckEvery = 64;

    private readonly PartitionGroups _groups;
    private readonly Solver _solver = Solver.CreateSolver("GLOP");
    private readonly Constraint[] _groupRow;
    private readonly Constraint[] _cellRow;
    private readonly Constraint?[] _capRow;
    private readonly Constraint?[] _levelRow;
    private readonly Constraint? _movesRow;
    private readonly Constraint[] _leadRow = [];
    private readonly Constraint[] _leadInCellRow = [];
    private readonly List<Variable> _artificials = [];
    private readonly List<Variable> _variables = [];
    private readonly List<List<Column>> _byGroup;

    public MasterProblem(PartitionGroups groups)
    {
        _groups = groups;
        _byGroup = [.. Enumerable.Range(0, groups.Count).Select(_ => new List<Column>())];
        _solver.SetSolverSpecificParametersAsString("use_preprocessing: false");
        _solver.Objective().SetMinimization();
        _groupRow = [.. groups.Weight.Select(w => _solver.MakeConstraint(w, w))];
        _cellRow = new Constraint[groups.Cells.Grid.Count];
        _capRow = new Constraint?[groups.GroupCell.Count];
        _levelRow = new Constraint?[groups.Cells.Grid.Count];
        if (groups.Leaders is { } leaders)
        {
            _movesRow = _solver.MakeConstraint(double.NegativeInfinity, leaders.Moves);
            AddArtificial(_movesRow, -1);
            (_leadRow, _leadInCellRow) = AddLeaderRows(leaders);
        }

        AddRows();
    }

    /// <summary>All columns, in the order of their creation.</summary>
    public List<Column> Columns { get; } = [];

    /// <summary>The value of each column in the LP's optimum.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>The dual prices.</summary>
    public MasterDuals Prices { get; private set; } = new([], [], [], 1, [], []);

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
                AddWithLeaders(_groups.PartitionGroupOf[p], kept, arrivals[..n]);
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
        var total = new Variable[grid.Count];
        for (var c = 0; c < grid.Count; c++)
        {
            _cellRow[c] = _solver.MakeConstraint(0, 0);
            total[c] = _solver.MakeNumVar(targets.CellMin[c], targets.CellMax[c], "");
            _cellRow[c].SetCoefficient(total[c], -1);
            AddArtificial(_cellRow[c], 1);
            AddArtificial(_cellRow[c], -1);
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
            CountMoves(surplus, 1);
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

    /// <summary>Moves are what is made small or, where leaders are, what a row limits.</summary>
    private void CountMoves(Variable variable, int moves)
    {
        if (_movesRow is null)
        {
            _solver.Objective().SetCoefficient(variable, moves);
        }
        else if (moves > 0)
        {
            _movesRow.SetCoefficient(variable, moves);
        }
    }

    private void AddArtificial(Constraint row, double coefficient)
    {
        var artificial = _solver.MakeNumVar(0, double.PositiveInfinity, "");
        _solver.Objective().SetCoefficient(artificial, Artificial);
        row.SetCoefficient(artificial, coefficient);
        _artificials.Add(artificial);
    }

    /// <summary>
    /// The leaders that each leader group keeps, and all in each cell: within the brokers' shares, and some brokers lead one more.
    /// </summary>
    private (Constraint[] Kept, Constraint[] InCell) AddLeaderRows(LeaderTerms leaders)
    {
        var inCell = new Constraint[_groups.Cells.Grid.Count];
        for (var c = 0; c < inCell.Length; c++)
        {
            inCell[c] = _solver.MakeConstraint(
                double.NegativeInfinity, Enumerable.Range(0, leaders.Count).Sum(y => leaders.CellOf[y] == c ? leaders.Share[y] : 0));
            AddArtificial(inCell[c], -1);
        }

        var moreRow = _solver.MakeConstraint(double.NegativeInfinity, leaders.OneMore);
        var rows = new Constraint[leaders.Count];
        for (var y = 0; y < rows.Length; y++)
        {
            rows[y] = _solver.MakeConstraint(double.NegativeInfinity, leaders.Share[y]);
            var more = _solver.MakeNumVar(0, leaders.Room[y], "");
            rows[y].SetCoefficient(more, -1);
            inCell[leaders.CellOf[y]].SetCoefficient(more, -1);
            moreRow.SetCoefficient(more, 1);
            AddArtificial(rows[y], -1);
        }

        return (rows, inCell);
    }

    private void ReadPrices()
    {
        var move = _movesRow is null ? 1 : Math.Clamp(-_movesRow.DualValue(), 0, HighestMovePrice);
        Prices = new(
            [.. _cellRow.Select(r => -r.DualValue())],
            [.. _capRow.Select(r => r is null ? 0 : Math.Clamp(-r.DualValue(), 0, move))],
            [.. _levelRow.Select(r => r is null ? 0 : Math.Max(0, -r.DualValue()))],
            move,
            [.. _leadRow.Select(r => Math.Max(0, -r.DualValue()))],
            [.. _leadInCellRow.Select(r => Math.Max(0, -r.DualValue()))]);
    }

    private bool AddPricedColumns(SearchBudget budget)
    {
        var pricer = new GroupPricer(_groups, new(_groups, Prices));

        // Read before columns are added: the solver forgets its solution with the first.
        var worth = _groupRow.Select(row => row.DualValue()).ToArray();
        Span<int> arrivals = stackalloc int[ReplicaSetPricer.MaxReplicationFactor];
        var added = false;
        for (var q = 0; q < _groups.Count; q++)
        {
            if (q % CheckEvery == 0 && budget.IsOver)
            {
                return true;
            }

            pricer.Solve(q, (long)((worth[q] - Tolerance) * Price.Move));
            if (pricer.ArrivalCount < 0)
            {
                continue;
            }

            var n = pricer.ArrivalCount;
            pricer.Arrivals.AsSpan(0, n).CopyTo(arrivals);
            arrivals[..n].Sort();
            added |= TryAdd(q, pricer.Kept, arrivals[..n], pricer.Leader);
        }

        return added;
    }

    /// <summary>Adds a set with its present leader, and with each other one where leaders count.</summary>
    private void AddWithLeaders(int group, int kept, ReadOnlySpan<int> arrivals)
    {
        if (_groups.Leaders is null || (kept & 1) != 0)
        {
            TryAdd(group, kept, arrivals, (kept & 1) != 0 ? Column.PresentLeader : Column.AnyLeader);
        }

        if (_groups.Leaders is not null)
        {
            var set = new Column(group, kept & ~1, arrivals.ToArray(), Column.AnyLeader);
            foreach (var (c, _) in MasterPrices.CellCounts(_groups, set).ToList())
            {
                TryAdd(group, kept, arrivals, c);
            }
        }
    }

    private bool TryAdd(int group, int kept, ReadOnlySpan<int> arrivals, int leader)
    {
        foreach (var known in _byGroup[group])
        {
            if (known.SameAs(kept, arrivals, leader))
            {
                return false;
            }
        }

        var column = new Column(group, kept, arrivals.ToArray(), leader);
        _byGroup[group].Add(column);
        Columns.Add(column);
        var variable = _solver.MakeNumVar(0, double.PositiveInfinity, "");
        _variables.Add(variable);
        CountMoves(variable, column.Moves);
        if (_groups.Leaders is { } leaders)
        {
            _solver.Objective().SetCoefficient(variable, column.KeepsLeader ? 0 : 1);
            var y = _groups.LeaderGroup[group];
            _leadInCellRow[column.KeepsLeader ? leaders.CellOf[y] : column.Leader].SetCoefficient(variable, 1);
            if (column.KeepsLeader)
            {
                _leadRow[y].SetCoefficient(variable, 1);
            }
        }

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
