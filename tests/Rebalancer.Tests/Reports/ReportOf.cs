using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Reports;
using Rebalancer.Reports.Building;

namespace Rebalancer.Tests.Reports;

/// <summary>Reports as the tool makes them.</summary>
internal static class ReportOf
{
    /// <summary>The report of the plan that the planner makes.</summary>
    public static PlanReport Plan(PlanRequest request, PlanOutcome? outcome = null, string? topics = null)
    {
        outcome ??= new Planner().Plan(request);
        return PlanReportBuilder.Build(request, PlanManifest.Create(request, outcome, [], topics), outcome);
    }

    /// <summary>The report of the cluster as it is.</summary>
    public static ClusterReport Cluster(PlanRequest request) => ClusterReportBuilder.Build(request.Snapshot, request.Topology);
}
