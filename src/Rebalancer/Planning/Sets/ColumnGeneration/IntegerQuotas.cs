using Google.OrTools.Sat;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// Integer numbers for the master problem's answers: groups whose values are whole stay as they are, the few fractional ones go to CP-SAT
/// with what room is left in cells and caps. One worker and a deterministic limit, so that the plan does not depend on the machine unless
/// the time is up.
/// </summary>
internal static class IntegerQuotas
{
    private const double Whole = 1e-6;

    // Beyond, another try takes long and has been seen to win a handful of moves at most.
    private const int MaxRetriedColumns = 3_000;

    /// <summary>How many partitions take each column; null where CP-SAT found nothing within its limit.</summary>
    /// <param name="groups">The partition groups.</param>
    /// <param name="master">The solved master problem.</param>
    /// <param name="bound">The lower bound on what the master problem makes small: where it is met, more freedom cannot help.</param>
    /// <param name="deterministicSeconds">CP-SAT's limit for each try.</param>
    /// <param name="budget">How long.</param>
    public static int[]? Solve(PartitionGroups groups, MasterProblem master, long bound, double deterministicSeconds, SearchBudget budget)
    {
        var fractional = new bool[groups.Count];
        for (var j = 0; j < master.Columns.Count; j++)
        {
            var value = master.Values[j];
            fractional[master.Columns[j].Group] |= Math.Abs(value - Math.Round(value)) > Whole;
        }

        (int[] Quotas, long Cost)? best = null;
        foreach (var open in (bool[][])[
            fractional, [.. fractional.Select((x, q) => x || Neighbours(master, q) > 1)], [.. fractional.Select(_ => true)]
        ])
        {
            var columns = master.Columns.Count(c => open[c.Group]);
            if ((best is not null && columns > MaxRetriedColumns) || budget.IsOver)
            {
                break;
            }

            var rounded = Round(groups, master, open, deterministicSeconds, budget);
            best = rounded is not null && (best is null || rounded.Value.Cost < best.Value.Cost) ? rounded : best;
            if (best?.Cost <= bound)
            {
                break;
            }
        }

        return best?.Quotas;
    }

    private static int Neighbours(MasterProblem master, int group)
    {
        var count = 0;
        for (var j = 0; j < master.Columns.Count; j++)
        {
            count += master.Columns[j].Group == group && master.Values[j] > Whole ? 1 : 0;
        }

        return count;
    }

    private static (int[] Quotas, long Cost)? Round(
        PartitionGroups groups, MasterProblem master, bool[] open, double deterministicSeconds, SearchBudget budget)
    {
        var quotas = new int[master.Columns.Count];
        for (var j = 0; j < quotas.Length; j++)
        {
            if (!open[master.Columns[j].Group])
            {
                quotas[j] = (int)Math.Round(master.Values[j]);
            }
        }

        if (groups.Leaders is null && !open.Contains(true))
        {
            return (quotas, Moves(master, quotas));
        }

        var cp = new CpModel();
        var variables = new Dictionary<int, IntVar>();
        for (var j = 0; j < quotas.Length; j++)
        {
            var q = master.Columns[j].Group;
            if (open[q])
            {
                variables[j] = cp.NewIntVar(0, groups.Weight[q], "");
            }
        }

        AddConstraints(groups, master, quotas, variables, cp, out var surpluses);
        foreach (var (j, variable) in variables)
        {
            cp.AddHint(variable, (long)Math.Round(master.Values[j]));
        }

        var changes = Changes(groups, master, quotas, variables, cp);
        var moves = LinearExpr.Sum(surpluses.Concat(variables.Select(v => v.Value * (long)master.Columns[v.Key].Moves)))
            + Moves(master, quotas);
        if (groups.Leaders is { } leaders)
        {
            cp.Add(moves <= leaders.Moves);
            cp.Minimize(changes);
        }
        else
        {
            // A leader that stays breaks ties among equal moves.
            cp.Minimize((moves * (groups.Weight.Sum(w => (long)w) + 1)) + changes);
        }

        using var solver = new LimitedCpSolver(budget, deterministicSeconds);
        if (solver.Solve(cp) is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            return null;
        }

        foreach (var (j, variable) in variables)
        {
            quotas[j] = (int)solver.Solver.Value(variable);
        }

        return (quotas, solver.Solver.Value(groups.Leaders is null ? moves : changes));
    }

    /// <summary>Answers with another leader than now; where leaders count, all of them keep to their brokers' shares.</summary>
    private static LinearExpr Changes(
        PartitionGroups groups, MasterProblem master, int[] quotas, Dictionary<int, IntVar> variables, CpModel cp)
    {
        LinearExpr Taken(int j) => variables.TryGetValue(j, out var variable) ? variable * 1 : LinearExpr.Constant(quotas[j]);
        var columns = Enumerable.Range(0, quotas.Length).Where(j => variables.ContainsKey(j) || quotas[j] > 0).ToList();
        if (groups.Leaders is { } leaders)
        {
            var more = leaders.Room.Select(room => cp.NewIntVar(0, room, "")).ToArray();
            cp.Add(LinearExpr.Sum(more) <= leaders.OneMore);
            var kept = columns.Where(j => master.Columns[j].KeepsLeader).ToLookup(j => groups.LeaderGroup[master.Columns[j].Group]);
            var inCell = columns.ToLookup(j => master.Columns[j] is { KeepsLeader: false } column
                ? column.Leader
                : leaders.CellOf[groups.LeaderGroup[master.Columns[j].Group]]);
            for (var y = 0; y < leaders.Count; y++)
            {
                cp.Add(LinearExpr.Sum(kept[y].Select(Taken)) <= leaders.Share[y] + more[y]);
            }

            foreach (var all in Enumerable.Range(0, leaders.Count).GroupBy(y => leaders.CellOf[y]))
            {
                cp.Add(LinearExpr.Sum(inCell[all.Key].Select(Taken))
                    <= LinearExpr.Sum(all.Select(y => more[y])) + all.Sum(y => leaders.Share[y]));
            }
        }

        return LinearExpr.Sum(columns.Where(j => !master.Columns[j].KeepsLeader).Select(Taken));
    }

    private static long Moves(MasterProblem master, int[] quotas) =>
        quotas.Select((count, j) => (long)count * master.Columns[j].Moves).Sum();

    private static void AddConstraints(
        PartitionGroups groups,
        MasterProblem master,
        int[] quotas,
        Dictionary<int, IntVar> variables,
        CpModel cp,
        out List<IntVar> surpluses)
    {
        var grid = groups.Cells.Grid;
        var targets = groups.Cells.Targets;
        var byGroup = new SortedDictionary<int, List<LinearExpr>>();
        var inCell = new List<LinearExpr>[grid.Count];
        var inCap = new Dictionary<int, List<LinearExpr>>();
        var fixedCell = new long[grid.Count];
        var fixedCap = new long[groups.GroupCell.Count];
        for (var c = 0; c < inCell.Length; c++)
        {
            inCell[c] = [];
        }

        for (var j = 0; j < quotas.Length; j++)
        {
            var column = master.Columns[j];
            var isOpen = variables.TryGetValue(j, out var variable);
            if (!isOpen && quotas[j] == 0)
            {
                continue;
            }

            if (isOpen)
            {
                Add(byGroup, column.Group, variable! * 1);
            }

            foreach (var (c, count) in MasterPrices.CellCounts(groups, column))
            {
                if (isOpen)
                {
                    inCell[c].Add(variable! * count);
                }
                else
                {
                    fixedCell[c] += (long)count * quotas[j];
                }
            }

            foreach (var (x, count) in MasterPrices.CapCounts(groups, column))
            {
                if (isOpen)
                {
                    Add(inCap, x, variable! * count);
                }
                else
                {
                    fixedCap[x] += (long)count * quotas[j];
                }
            }
        }

        foreach (var (q, terms) in byGroup)
        {
            cp.Add(LinearExpr.Sum(terms) == groups.Weight[q]);
        }

        var totals = new IntVar[grid.Count];
        for (var c = 0; c < totals.Length; c++)
        {
            totals[c] = cp.NewIntVar(targets.CellMin[c], targets.CellMax[c], "");
            cp.Add(LinearExpr.Sum(inCell[c]) + fixedCell[c] == totals[c]);
        }

        surpluses = AddCaps(groups, cp, inCap, fixedCap, totals);
    }

    private static List<IntVar> AddCaps(
        PartitionGroups groups, CpModel cp, Dictionary<int, List<LinearExpr>> inCap, long[] fixedCap, IntVar[] totals)
    {
        var surpluses = new List<IntVar>();
        var upperInCell = new SortedDictionary<int, List<LinearExpr>>();
        for (var x = 0; x < fixedCap.Length; x++)
        {
            if (!groups.IsCapped[x])
            {
                continue;
            }

            var surplus = cp.NewIntVar(0, groups.Cells.Targets.Total, "");
            var upper = cp.NewIntVar(0, groups.CapRoom[x], "");
            surpluses.Add(surplus);
            Add(upperInCell, groups.GroupCell[x], upper * 1);
            cp.Add(LinearExpr.Sum(inCap.GetValueOrDefault(x, [])) + fixedCap[x] <= groups.CapMin[x] + surplus + upper);
        }

        foreach (var (c, uppers) in upperInCell)
        {
            cp.Add(LinearExpr.Sum(uppers) <= totals[c] - groups.Cells.LeastOnBrokersOf(c));
        }

        return surpluses;
    }

    private static void Add(IDictionary<int, List<LinearExpr>> map, int key, LinearExpr term)
    {
        if (!map.TryGetValue(key, out var list))
        {
            map[key] = list = [];
        }

        list.Add(term);
    }
}
