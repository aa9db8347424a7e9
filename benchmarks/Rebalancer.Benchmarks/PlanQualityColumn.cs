using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Rebalancer.Benchmarks;

/// <summary>What the plan of a benchmark's cluster is worth: a faster, worse plan is no progress.</summary>
internal sealed class PlanQualityColumn : IColumn
{
    private readonly Dictionary<string, string> _known = [];

    public string Id => nameof(PlanQualityColumn);

    public string ColumnName => "Plan: violations, replicas, moves/bound, leaders, changes/bound";

    public string Legend => "Avoidable violations; replicas and leaders per broker, least..most; moves and changes of the preferred "
        + "leader against their lower bounds";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => false;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (benchmarkCase.Descriptor.Type != typeof(PlanningBenchmarks))
        {
            return "-";
        }

        var cluster = (string)benchmarkCase.Parameters[nameof(PlanningBenchmarks.Cluster)];
        var aim = (PlanAim)benchmarkCase.Parameters[nameof(PlanningBenchmarks.Aim)];
        var key = $"{cluster}/{aim}";
        return _known.TryGetValue(key, out var value) ? value : _known[key] = Describe(new Planner().Plan(Clusters.Request(cluster, aim)));
    }

    public static string Describe(PlanOutcome plan) =>
        $"{plan.After.PartitionsWithAvoidableViolations}, {plan.After.Replicas.Min}..{plan.After.Replicas.Max}, "
        + $"{plan.Goals[Goal.Moves].Value}/{plan.Goals[Goal.Moves].LowerBound}, {plan.After.Leaders.Min}..{plan.After.Leaders.Max}, "
        + $"{plan.Goals[Goal.LeaderChanges].Value}/{plan.Goals[Goal.LeaderChanges].LowerBound}";
}
