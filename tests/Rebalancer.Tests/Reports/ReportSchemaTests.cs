using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
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
    public void Schema_RefusesWhatTheToolNeverWrites()
    {
        var stream = new MemoryStream();
        ClusterReportJson.Write(stream, ReportOf.Cluster(PlanExamples.Request));
        var document = JsonNode.Parse(stream.ToArray())!.AsObject();
        document["brokerCount"] = -1;

        Evaluate("cluster-report", document.ToJsonString()).IsValid.ShouldBeFalse();
    }

    private static void Check(string name, Action<Stream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        var results = Evaluate(name, System.Text.Encoding.UTF8.GetString(stream.ToArray()));

        var errors = (results.Details ?? []).Where(d => d.Errors is { Count: > 0 })
            .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}"));
        results.IsValid.ShouldBeTrue(string.Join('\n', errors.Take(10)));
    }

    private static EvaluationResults Evaluate(string name, string json)
    {
        var schema = JsonNode.Parse(File.ReadAllText(RepositoryFiles.Find($"docs/schemas/{name}.v1.schema.json")))!;
        Close(schema);
        ((JsonObject)schema).Remove("$id");
        using var document = JsonDocument.Parse(json);
        return JsonSchema.FromText(schema.ToJsonString())
            .Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
    }

    /// <summary>Readers must pass over members that they do not know; this tool writes none that the schema does not describe.</summary>
    private static void Close(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            if (map.ContainsKey("properties"))
            {
                map["additionalProperties"] = false;
            }

            foreach (var child in map.Select(m => m.Value).ToList())
            {
                Close(child);
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var child in array)
            {
                Close(child);
            }
        }
    }
}
