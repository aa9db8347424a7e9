using Google.OrTools.Sat;

namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>
/// Integer numbers for the type LP's answers: types whose values are whole stay as they are, the few fractional ones go to CP-SAT with what room is left in
/// cells and caps (engine reference 7, step 5). One worker and a deterministic limit, so that the plan does not depend on the machine.
/// </summary>
internal static class IntegerQuotas
{
    private const double Whole = 1e-6;

    /// <summary>How many partitions take each column; null when CP-SAT found nothing within its limit.</summary>
    public static int[]? Solve(PartitionGroups types, MasterProblem program, double deterministicSeconds)
    {
        var fractional = new bool[types.Count];
        for (var j = 0; j < program.Columns.Count; j++)
        {
            var value = program.Values[j];
            fractional[program.Columns[j].Type] |= Math.Abs(value - Math.Round(value)) > Whole;
        }

        return Round(types, program, fractional, deterministicSeconds)
            ?? Round(types, program, [.. fractional.Select((x, q) => x || Neighbours(program, q) > 1)], deterministicSeconds);
    }

    private static int Neighbours(MasterProblem program, int type)
    {
        var count = 0;
        for (var j = 0; j < program.Columns.Count; j++)
        {
            count += program.Columns[j].Type == type && program.Values[j] > Whole ? 1 : 0;
        }

        return count;
    }

    private static int[]? Round(PartitionGroups types, MasterProblem program, bool[] open, double deterministicSeconds)
    {
        var quotas = new int[program.Columns.Count];
        for (var j = 0; j < quotas.Length; j++)
        {
            if (!open[program.Columns[j].Type])
            {
                quotas[j] = (int)Math.Round(program.Values[j]);
            }
        }

        if (!open.Contains(true))
        {
            return quotas;
        }

        var cp = new CpModel();
        var variables = new Dictionary<int, IntVar>();
        for (var j = 0; j < quotas.Length; j++)
        {
            var q = program.Columns[j].Type;
            if (open[q])
            {
                variables[j] = cp.NewIntVar(0, types.Weight[q], "");
            }
        }

        AddConstraints(types, program, quotas, variables, cp, out var sheds);
        foreach (var (j, variable) in variables)
        {
            cp.AddHint(variable, (long)Math.Round(program.Values[j]));
        }

        // A leader that stays breaks ties among equal moves.
        var leaderScale = variables.Values.Count == 0 ? 1 : types.Weight.Sum(w => (long)w) + 1;
        cp.Minimize(LinearExpr.Sum(sheds.Select(s => s * leaderScale)
            .Concat(variables.Select(v => v.Value * ((program.Columns[v.Key].Moves * leaderScale) + (program.Columns[v.Key].KeepsLeader ? 0 : 1))))));
        var solver = new CpSolver { StringParameters = FormattableString.Invariant($"num_workers:1 random_seed:1 max_deterministic_time:{deterministicSeconds}") };
        if (solver.Solve(cp) is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            return null;
        }

        foreach (var (j, variable) in variables)
        {
            quotas[j] = (int)solver.Value(variable);
        }

        return quotas;
    }

    private static void AddConstraints(PartitionGroups types, MasterProblem program, int[] quotas, Dictionary<int, IntVar> variables, CpModel cp, out List<IntVar> sheds)
    {
        var grid = types.State.Grid;
        var targets = types.State.Targets;
        var byType = new SortedDictionary<int, List<LinearExpr>>();
        var inCell = new List<LinearExpr>[grid.Count];
        var inCap = new Dictionary<int, List<LinearExpr>>();
        var fixedCell = new long[grid.Count];
        var fixedCap = new long[types.GroupCell.Count];
        for (var c = 0; c < inCell.Length; c++)
        {
            inCell[c] = [];
        }

        for (var j = 0; j < quotas.Length; j++)
        {
            var column = program.Columns[j];
            var isOpen = variables.TryGetValue(j, out var variable);
            if (!isOpen && quotas[j] == 0)
            {
                continue;
            }

            if (isOpen)
            {
                Add(byType, column.Type, variable! * 1);
            }

            foreach (var (c, count) in MasterPrices.CellCounts(types, column))
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

            foreach (var (x, count) in MasterPrices.CapCounts(types, column))
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

        foreach (var (q, terms) in byType)
        {
            cp.Add(LinearExpr.Sum(terms) == types.Weight[q]);
        }

        var totals = new IntVar[grid.Count];
        for (var c = 0; c < totals.Length; c++)
        {
            totals[c] = cp.NewIntVar(targets.CellMin[c], targets.CellMax[c], "");
            cp.Add(LinearExpr.Sum(inCell[c]) + fixedCell[c] == totals[c]);
        }

        sheds = AddCaps(types, cp, inCap, fixedCap, totals);
    }

    private static List<IntVar> AddCaps(PartitionGroups types, CpModel cp, Dictionary<int, List<LinearExpr>> inCap, long[] fixedCap, IntVar[] totals)
    {
        var sheds = new List<IntVar>();
        var upperInCell = new SortedDictionary<int, List<LinearExpr>>();
        for (var x = 0; x < fixedCap.Length; x++)
        {
            if (!types.IsCapped[x])
            {
                continue;
            }

            var shed = cp.NewIntVar(0, types.State.Targets.Total, "");
            var upper = cp.NewIntVar(0, types.CapRoom[x], "");
            sheds.Add(shed);
            Add(upperInCell, types.GroupCell[x], upper * 1);
            cp.Add(LinearExpr.Sum(inCap.GetValueOrDefault(x, [])) + fixedCap[x] <= types.CapMin[x] + shed + upper);
        }

        foreach (var (c, uppers) in upperInCell)
        {
            cp.Add(LinearExpr.Sum(uppers) <= totals[c] - types.State.LeastOnBrokersOf(c));
        }

        return sheds;
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
