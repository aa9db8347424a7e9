using Google.OrTools.Graph;
using Google.OrTools.LinearSolver;
using Google.OrTools.Sat;

namespace Rebalancer.Planning.Search;

/// <summary>Whether the native solvers load and work on this machine.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class NativeSolver
{
    /// <summary>Solves one tiny problem with each solver that planning uses.</summary>
    /// <returns>What does not work, in one sentence; null where all does.</returns>
    public static string? FindProblem()
    {
        try
        {
            var model = new CpModel();
            var x = model.NewIntVar(0, 10, "x");
            model.Add(x <= 7);
            model.Maximize(x);
            using var solver = new CpSolver();
            if (solver.Solve(model) != CpSolverStatus.Optimal || solver.Value(x) != 7)
            {
                return "CP-SAT does not find the best of a tiny problem.";
            }

            using var lp = Solver.CreateSolver("GLOP");
            if (lp is null)
            {
                return "The linear solver GLOP is not in the native library.";
            }

            var y = lp.MakeNumVar(0, 7, "y");
            lp.Maximize(y);
            return lp.Solve() == Solver.ResultStatus.OPTIMAL && Math.Abs(y.SolutionValue() - 7) < 1e-6
                ? null
                : "GLOP does not find the best of a tiny problem.";
        }
        catch (Exception e) when (IsOfLoading(e))
        {
            return $"The native library of OR-Tools cannot be loaded: {(e.InnerException ?? e).Message}";
        }
    }

    /// <summary>
    /// Loads the native library on another thread, since that takes tens of milliseconds and every plan needs it. A failure is told where
    /// a solver is first asked.
    /// </summary>
    internal static void LoadAhead() => Task.Run(() =>
    {
        try
        {
            using var flow = new MinCostFlow();
            using var lp = Solver.CreateSolver("GLOP");
        }
        catch (Exception e) when (IsOfLoading(e))
        {
        }
    });

    private static bool IsOfLoading(Exception e) =>
        e is DllNotFoundException or BadImageFormatException or TypeInitializationException or EntryPointNotFoundException;
}
