using System.Diagnostics;
using System.Globalization;

namespace Rebalancer.Benchmarks;

/// <summary>
/// A Markdown table of every cluster and aim: the best of three plannings in one process, with the plan's quality. For a look in a minute;
/// BenchmarkDotNet for comparisons.
/// </summary>
internal static class QualityTable
{
    private const int Runs = 3;

    /// <summary>Prints the table.</summary>
    /// <param name="only">Only clusters whose name begins so; empty for all.</param>
    public static int Print(string only = "")
    {
        Console.WriteLine("Measured by `dotnet run -c Release --project benchmarks/Rebalancer.Benchmarks -- --table` on "
            + $"{Environment.ProcessorCount} cores, .NET {Environment.Version}: best of {Runs}, planning of a parsed snapshot only.");
        Console.WriteLine();
        Console.WriteLine("| cluster | aim | ms | allocated MiB | avoidable violations | replicas | moves / bound | leaders | leader "
            + "changes / bound | found by |");
        Console.WriteLine("|---|---|---:|---:|---:|---|---|---|---|---|");
        bool IsAsked(string cluster) => cluster.StartsWith(only, StringComparison.Ordinal);
        foreach (var cluster in ((string[])[.. Clusters.Saved, .. Clusters.Generated.Keys]).Where(IsAsked))
        {
            foreach (var aim in Enum.GetValues<PlanAim>())
            {
                Row(cluster, aim);
            }
        }

        foreach (var cluster in Clusters.Asked.Keys.Where(IsAsked))
        {
            Row(cluster, PlanAim.Balance);
        }

        return 0;
    }

    private static void Row(string cluster, PlanAim aim)
    {
        var request = Clusters.Request(cluster, aim);
        var best = TimeSpan.MaxValue;
        var allocated = 0L;
        PlanOutcome plan = null!;
        for (var run = 0; run < Runs; run++)
        {
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var clock = Stopwatch.StartNew();
            plan = new Planner().Plan(request);
            best = clock.Elapsed < best ? clock.Elapsed : best;
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {cluster} | {aim.ToString().ToLowerInvariant()} | {best.TotalMilliseconds:F0} | {allocated >> 20} | "
                + $"{plan.After.PartitionsWithAvoidableViolations} | {plan.After.Replicas.Min}..{plan.After.Replicas.Max} | "
                + $"{plan.Goals[Goal.Moves].Value} / {plan.Goals[Goal.Moves].LowerBound} | "
                + $"{plan.After.Leaders.Min}..{plan.After.Leaders.Max} | {plan.Goals[Goal.LeaderChanges].Value} / "
                + $"{plan.Goals[Goal.LeaderChanges].LowerBound} | {plan.Method} |"));
    }
}
