using System.Globalization;
using Google.OrTools.Sat;

namespace Rebalancer.Planning.Search;

/// <summary>
/// CP-SAT within a budget: one worker and a fixed seed, so that it answers the same everywhere as long as the deterministic limit ends it.
/// </summary>
internal sealed class LimitedCpSolver(SearchBudget budget, double deterministicSeconds) : IDisposable
{
    /// <summary>The solver, for its values.</summary>
    public CpSolver Solver { get; } = new();

    /// <summary>CP-SAT's deterministic time of the last search, in seconds.</summary>
    public double DeterministicTime => Solver.Response?.DeterministicTime ?? 0;

    /// <summary>Searches until the deterministic limit, the end of the time, or a cancellation.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CpSolverStatus Solve(CpModel model)
    {
        budget.ThrowIfCancelled();
        var clock = Math.Max(0.01, Math.Min(budget.Left.TotalSeconds, 1e6));
        Solver.StringParameters = string.Create(
            CultureInfo.InvariantCulture,
            $"num_workers:1 random_seed:1 max_deterministic_time:{Math.Max(0.001, deterministicSeconds):F6} "
                + $"max_time_in_seconds:{clock:F3}");
        using var stop = budget.CancellationToken.Register(Solver.StopSearch);
        var status = Solver.Solve(model);
        budget.ThrowIfCancelled();
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Infeasible) && DeterministicTime < deterministicSeconds * 0.99)
        {
            budget.NoteClockDecided();
        }

        return status;
    }

    /// <inheritdoc/>
    public void Dispose() => Solver.Dispose();
}
