using BenchmarkDotNet.Attributes;
using Rebalancer.Planning;

namespace Rebalancer.Benchmarks;

/// <summary>Planning of a parsed snapshot, for each aim; the plan's quality stands beside the time.</summary>
[MemoryDiagnoser]
public class PlanningBenchmarks
{
    private PlanRequest _request = null!;

    [ParamsSource(nameof(Names))]
    public string Cluster { get; set; } = "S";

    [Params(PlanAim.Balance, PlanAim.Repair, PlanAim.Leaders)]
    public PlanAim Aim { get; set; }

    public static IEnumerable<string> Names => [.. Clusters.Saved, .. Clusters.Generated.Keys];

    [GlobalSetup]
    public void Setup() => _request = Clusters.Request(Cluster, Aim);

    [Benchmark]
    public PlanOutcome Plan() => new Planner().Plan(_request);
}
