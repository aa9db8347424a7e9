using Google.OrTools.Sat;

namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>The most even leaders that given replica sets allow, and then the fewest changes of the preferred leader.</summary>
internal static class LeaderOracle
{
    private const double Seconds = 60;

    /// <summary>The best leaders for one chosen set of each partition.</summary>
    /// <param name="problem">What is asked; of its budget only the limit of leader changes counts.</param>
    /// <param name="chosen">The set of each partition that may change.</param>
    /// <returns>The optimum; null where it was not proven in the time.</returns>
    public static OracleLeaders? Solve(OracleProblem problem, OracleChoice[] chosen)
    {
        var model = new CpModel();
        var led = Enumerable.Range(0, problem.Brokers).Select(_ => new List<IntVar>()).ToArray();
        var changes = new List<IntVar>();
        var kinds = chosen.Select((choice, i) => (Choice: choice, Old: problem.Partitions[i].OldLeader))
            .Where(x => x.Choice.Counted.Length > 0).GroupBy(x => $"{x.Old}:{x.Choice.Key}");
        foreach (var kind in kinds)
        {
            var (choice, old) = kind.First();
            var counts = choice.Counted.Select(_ => (IntVar)model.NewIntVar(0, kind.Count(), "")).ToArray();
            model.Add(LinearExpr.Sum(counts) == kind.Count());
            for (var i = 0; i < counts.Length; i++)
            {
                led[choice.Counted[i]].Add(counts[i]);
                if (choice.Counted[i] != old)
                {
                    changes.Add(counts[i]);
                }
            }
        }

        var changed = LinearExpr.Sum(changes) + chosen.Count(c => c.Counted.Length == 0 && c.LosesLeader);
        if (problem.Budget.LeaderChanges is { } most)
        {
            model.Add(changed <= most);
        }

        var squares = CpSatOracle.SumOfSquares(model, problem.FixedLeaders, b => LinearExpr.Sum(led[b]) + 0, chosen.Length);
        return CpSatOracle.Minimize(model, squares, Seconds) is { } even && CpSatOracle.Minimize(model, changed, Seconds) is { } fewest
            ? new(even, (int)fewest)
            : null;
    }
}
