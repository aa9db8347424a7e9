using System.Text;
using System.Text.Json;
using Rebalancer.Planning;
using Rebalancer.Reports;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Json;
using Rebalancer.Reports.Layout;
using Rebalancer.Reports.Markdown;
using Rebalancer.Scheduling;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports;

/// <summary>What people see of advice, placements and frontiers.</summary>
public sealed class AdviceAndPlacementReportTests
{
    private static readonly ClusterBuilder s_cluster = ClusterBuilder.Brokers(5).Racks("FD0UD0", "FD1UD1", "FD2UD2", "FD0UD1", "FD1UD2")
        .Topic("orders", 30, 3, 2_000_000_000).Topic("refunds", 4, 2, 500_000_000);

    [Fact]
    public void Advice_Add_AsMarkdown() => Approve(MarkdownReport.Render(AdviceReportLayout.Arrange(Advice(add: 1))));

    [Fact]
    public void Advice_Remove_AsMarkdown() => Approve(MarkdownReport.Render(AdviceReportLayout.Arrange(Advice(remove: 1))));

    [Fact]
    public void Placement_AsMarkdown() => Approve(MarkdownReport.Render(PlacementReportLayout.Arrange(Placement())));

    [Fact]
    public void Frontier_AsMarkdown()
    {
        var frontier = Frontier();
        Approve(MarkdownReport.Render(new("Frontier", [], [FrontierTable.Arrange(frontier)], [])));
    }

    [Fact]
    public void Frontier_WithoutSizes_SaysThatTheyAreNotKnown()
    {
        var request = ClusterBuilder.Brokers(3).Topic("t", 12, 2).Add(1004).BuildRequest();

        var table = FrontierTable.Arrange(
            FrontierReportBuilder.Build(request.Snapshot, new Planner().Frontier(request, 3), CopyOptions.Default));

        table.Rows[^1].ShouldContain("not known");
    }

    [Fact]
    public void AdviceJson_HoldsTheChoicesAndTheSmallestChange()
    {
        using var json = Json(stream => AdviceReportJson.Write(stream, Advice(add: 1)));

        var root = json.RootElement;
        root.GetProperty("allCompared").GetBoolean().ShouldBeTrue();
        root.GetProperty("choices").GetArrayLength().ShouldBe(5);
        var broker = root.GetProperty("choices")[0].GetProperty("brokers")[0];
        broker.GetProperty("isNew").GetBoolean().ShouldBeTrue();
        broker.GetProperty("domains")[0].GetString().ShouldBe("2");
        root.GetProperty("smallestChanges")[0].GetProperty("wish").GetString().ShouldBe("equalLoads");
    }

    [Fact]
    public void PlacementJson_HoldsEveryPartitionAndKafkasText()
    {
        using var json = Json(stream => PlacementReportJson.Write(stream, Placement()));

        var root = json.RootElement;
        root.GetProperty("partitions").GetArrayLength().ShouldBe(7);
        var added = root.GetProperty("topics").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "refunds");
        added.GetProperty("isNew").GetBoolean().ShouldBeFalse();

        // Kafka's tool wants the partitions that are there, too.
        added.GetProperty("replicaAssignment").GetString()!.Split(',').Length.ShouldBe(6);
        var created = root.GetProperty("topics").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "payments");
        created.GetProperty("replicaAssignment").GetString().ShouldBe(string.Join(',', root.GetProperty("partitions").EnumerateArray()
            .Where(p => p.GetProperty("topic").GetString() == "payments")
            .Select(p => string.Join(':', p.GetProperty("replicas").EnumerateArray().Select(r => r.GetInt32())))));
    }

    [Fact]
    public void Placement_WithConnection_NamesTheCommandsToType()
    {
        var request = new PlacementRequest(s_cluster.Build(), s_cluster.BuildTopology(), [NewPartitions.OfNewTopic("payments", 2, 3)]);
        var context = CommandContext.Default with
        {
            BootstrapServer = "kafka:9092",
            Arguments = ["--topic", "payments", "--bootstrap-server", "kafka:9092"]
        };

        var commands = PlacementReportBuilder.Build(request, new Planner().Place(request), context).Next.Commands;

        commands[0].Line.ShouldBe("rebalancer place --topic payments --bootstrap-server kafka:9092 --create");
        commands[1].Line.ShouldStartWith("kafka-topics.sh --bootstrap-server kafka:9092 --create --topic payments --replica-assignment ");
    }

    private static void Approve(string markdown) => markdown.ShouldMatchApproved(
        c => c.NoDiff().SubFolder("Approved").WithFileExtension(".md").LocateTestMethodUsingAttribute<FactAttribute>());

    private static AdviceReport Advice(int add = 0, int remove = 0)
    {
        var request = new AdviceRequest(s_cluster.BuildRequest()) { Add = add, Remove = remove };
        return AdviceReportBuilder.Build(request, new Planner().Advise(request));
    }

    private static PlacementReport Placement()
    {
        var request = new PlacementRequest(
            s_cluster.Build(), s_cluster.BuildTopology(),
            [NewPartitions.OfNewTopic("payments", 5, 3), NewPartitions.AddedTo("refunds", 2)]);
        return PlacementReportBuilder.Build(request, new Planner().Place(request));
    }

    [Theory]
    [InlineData("balance", "balance: 1 (time limit)")]
    [InlineData("leaderChanges", "leader changes: 1 (time limit)")]
    public void Frontier_PointThatTheTimeLimitEnded_SaysSoInWords(string goal, string said)
    {
        var request = ClusterBuilder.Brokers(6).Grid(3, 2).Topic("t", 40, 3).Add(1007, "FD0UD0").BuildRequest();
        var frontier = new Planner().Frontier(request, 3);
        var goals = frontier.Points[^1].Plan.Goals;
        var open = new GoalResults(goals.Select(g => g.Goal.Name == goal ? g with { Value = g.Value + 1 } : g));
        var note = new PlanNote(PlanNoteKind.Warning, PlanNote.TimeLimitCode, "The time limit was reached.");
        var stopped = frontier.Points[^1] with { Plan = frontier.Points[^1].Plan with { Notes = [note], Goals = open } };

        var report = FrontierReportBuilder.Build(
            request.Snapshot, frontier with { Points = [.. frontier.Points[..^1], stopped] }, CopyOptions.Default);

        report.Rows.Select(r => r.IsStoppedByTimeLimit).ShouldBe([.. frontier.Points[..^1].Select(_ => false), true]);
        FrontierTable.Arrange(report).Rows[^1][^1].ShouldBe(said);
    }

    /// <summary>A new broker was said to help most that left the fullest one as full as it was.</summary>
    [Fact]
    public void Advice_NewBrokerDoesNotLowerTheFullest_SaysSo()
    {
        // Each domain keeps a replica of every partition: the two brokers of the one without the new broker stay as full as they are.
        var cluster = ClusterBuilder.Brokers(4).Racks("FD0", "FD0", "FD1", "FD1").Topic("t", 6, 2);
        var request = new AdviceRequest(cluster.BuildRequest()) { Add = 1 };

        var report = AdviceReportBuilder.Build(request, new Planner().Advise(request));

        report.Choices[0].Replicas.Max.ShouldBe(report.Present.Replicas.Max);
        report.Summary.ShouldStartWith(
            "1 new broker would not lower the fullest broker (3 replicas, 3 with today's brokers): the best choice is ");
        using var json = Json(stream => AdviceReportJson.Write(stream, report));
        json.RootElement.GetProperty("summary").GetString().ShouldBe(report.Summary);
    }

    [Fact]
    public void Advice_ChoiceWithAGap_NamesTheGoalInWords()
    {
        var report = Advice(add: 1);
        var open = report.Present.Proof.Select(p => p.Result.Goal != Goal.LeaderChanges
            ? p : p with { Result = p.Result with { Value = p.Result.Value + 1 } });

        var table = AdviceReportLayout.Arrange(report with { Present = report.Present with { Proof = [.. open] } }).Tables[0];

        table.Rows[0][^1].ShouldBe("gap in leader changes");
    }

    private static FrontierReport Frontier()
    {
        var request = ClusterBuilder.Brokers(6).Racks(3).Topic("t", 60, 3, 1_000_000_000)
            .Topic("bad", [1001, 1004, 1002], [1002, 1005, 1003])
            .Add(1007, "r0").BuildRequest(PlanOptions.Default with { Roles = new() { Draining = [1006] } });
        return FrontierReportBuilder.Build(request.Snapshot, new Planner().Frontier(request, 4), CopyOptions.Default);
    }

    private static JsonDocument Json(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
