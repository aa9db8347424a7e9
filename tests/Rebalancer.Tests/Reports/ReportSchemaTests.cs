using System.Text.Json.Nodes;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.Plans;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Json;
using Rebalancer.Scheduling;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports;

/// <summary>What the tool writes as JSON is what <c>docs/schemas</c> says, every member of it.</summary>
public sealed class ReportSchemaTests
{
    /// <summary>Clusters of many kinds: racks and none, dead and draining brokers, unknown sizes, nothing to do.</summary>
    private static readonly PlanRequest[] s_requests =
    [
        PlanExamples.Request,
        ClusterBuilder.Brokers(3).Topic("t", [1001, 1002], [1002, 1003]).BuildRequest(),
        ClusterBuilder.Brokers(4).Racks("a", "a", "b", "c").Topic("t", [1001, 1002], [1002, 1001])
            .BuildRequest(PlanOptions.Default with { Roles = new GivenRoles { Draining = [1001] } }),
        ClusterBuilder.Brokers(20).Grid(2, 10).Topic("t", 20, 2).BuildRequest(),
    ];

    [Fact]
    public void Plan_IsValid()
    {
        foreach (var request in s_requests)
        {
            var outcome = new Planner().Plan(request);
            var report = ReportOf.Plan(request, outcome);
            Check("plan-report", stream => PlanReportJson.Write(stream, report));

            var frontier = FrontierReportBuilder.Build(request.Snapshot, new Planner().Frontier(request, 3), CopyOptions.Default);
            Check("plan-report", stream => PlanReportJson.Write(stream, report with { Frontier = frontier }));
        }
    }

    [Fact]
    public void Cluster_IsValid()
    {
        foreach (var request in s_requests)
        {
            Check("cluster-report", stream => ClusterReportJson.Write(stream, ReportOf.Cluster(request)));
        }
    }

    [Fact]
    public void CheckOfAGoodAndABadPlan_IsValid()
    {
        var (snapshot, topology) = (PlanExamples.Request.Snapshot, PlanExamples.Request.Topology);
        var topic = snapshot.Topics[0];
        foreach (var list in (int[][])[[1001, 1002, 1003], [1001, 1001], [4711]])
        {
            var proposed = new ProposedAssignment(new TopicPartition(topic.Name, topic.Partitions[0].Partition), [.. list]);
            var verdict = PlanVerifier.Verify(snapshot, topology, [proposed], null, TestContext.Current.CancellationToken);
            var report = CheckReportBuilder.Build("plan.json", snapshot, topology, verdict, null, ["a note"]);
            Check("check-report", stream => CheckReportJson.Write(stream, report));
        }
    }

    [Fact]
    public void Advice_IsValid()
    {
        foreach (var request in s_requests)
        {
            var advice = new AdviceRequest(request) { Add = 1, Choices = 2 };
            var report = AdviceReportBuilder.Build(advice, new Planner().Advise(advice));
            Check("advice-report", stream => AdviceReportJson.Write(stream, report));
        }
    }

    [Fact]
    public void Placement_IsValid()
    {
        foreach (var request in s_requests)
        {
            foreach (var wanted in (NewPartitions[])[NewPartitions.OfNewTopic("new", 4, 2), new(request.Snapshot.Topics[0].Name, 2, null)])
            {
                var placement = new PlacementRequest(request.Snapshot, request.Topology, [wanted]) { Roles = request.Options.Roles };
                var report = PlacementReportBuilder.Build(placement, new Planner().Place(placement));
                Check("placement-report", stream => PlacementReportJson.Write(stream, report));
            }
        }
    }

    [Fact]
    public void Schema_RefusesWhatTheToolNeverWrites()
    {
        var stream = new MemoryStream();
        ClusterReportJson.Write(stream, ReportOf.Cluster(PlanExamples.Request));
        var document = JsonNode.Parse(stream.ToArray())!.AsObject();
        document["brokerCount"] = -1;

        JsonSchemas.Errors("cluster-report", document.ToJsonString()).ShouldNotBeEmpty();
    }

    private static void Check(string name, Action<Stream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        JsonSchemas.Errors(name, System.Text.Encoding.UTF8.GetString(stream.ToArray())).ShouldBeEmpty();
    }
}
