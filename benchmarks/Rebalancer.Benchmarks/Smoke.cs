using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Rebalancer.Benchmarks;

/// <summary>Runs each benchmark once on the smallest clusters, to prove in CI that they still run. Measures nothing.</summary>
internal static class Smoke
{
    public static int Run()
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Dry.WithToolchain(InProcessEmitToolchain.Instance))
            .AddLogger(NullLogger.Instance)
            .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance)
            .AddFilter(new BenchmarkDotNet.Filters.SimpleFilter(IsSmall))
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "rebalancer-benchmarks-" + Environment.ProcessId))
            .WithOptions(ConfigOptions.DisableOptimizationsValidator);
        var failed = 0;
        var ran = 0;
        foreach (var type in (Type[])[typeof(PlanningBenchmarks), typeof(SnapshotBenchmarks)])
        {
            var summary = BenchmarkRunner.Run(type, config);
            ran += summary.Reports.Length;
            failed += summary.Reports.Count(r => !r.Success);
            failed += summary.HasCriticalValidationErrors ? 1 : 0;
        }

        if (Directory.Exists(config.ArtifactsPath))
        {
            Directory.Delete(config.ArtifactsPath, recursive: true);
        }

        Console.WriteLine($"benchmarks: {ran} ran, {failed} failed");
        return failed == 0 && ran > 0 ? 0 : 1;
    }

    private static bool IsSmall(BenchmarkCase benchmark) => (string)benchmark.Parameters["Cluster"] is "S" or "1k random 3x5";
}
