using System.Text;
using System.Text.Json;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Reports;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Html;
using Rebalancer.Reports.Json;
using Rebalancer.Reports.Layout;
using Rebalancer.Reports.Markdown;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports;

public sealed class ReportWriterTests
{
    private static readonly PlanReport s_plan = PlanReportBuilder.Build(PlanExamples.Request, PlanExamples.Manifest, PlanExamples.Outcome);
    private static readonly ClusterReport s_cluster = ClusterReportBuilder.Build(
        PlanExamples.Request.Snapshot, PlanExamples.Request.Topology);

    [Fact]
    public void Markdown_OfAPlan_IsTheApprovedText() =>
        MarkdownReport.Render(PlanReportLayout.Arrange(s_plan))
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithFileExtension(".md"));

    [Fact]
    public void Json_OfAPlan_IsTheApprovedForm() =>
        Text(s => PlanReportJson.Write(s, s_plan)).ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithFileExtension(".json"));

    [Fact]
    public void Json_OfACluster_IsTheApprovedForm() =>
        Text(s => ClusterReportJson.Write(s, s_cluster)).ShouldMatchApproved(
            c => c.NoDiff().SubFolder("Approved").WithFileExtension(".json"));

    [Fact]
    public void Html_TextWithMarkup_IsEncoded()
    {
        var html = DocumentPage.Render(Hostile());

        html.ShouldNotContain("<b>");
        html.ShouldContain("&lt;b&gt;");
    }

    [Fact]
    public void Markdown_TextWithMarkup_IsEscaped()
    {
        var markdown = MarkdownReport.Render(Hostile());

        markdown.ShouldContain(@"\<b>x\|y\_z");
        markdown.Split('\n').Count(l => l.Contains("x\\|y", StringComparison.Ordinal)).ShouldBe(5);
    }

    [Fact]
    public void Arrange_ManyChanges_ShowsTheFirstHundredAndSaysSo()
    {
        var row = s_plan.Effects.Changes[0];
        var rows = Enumerable.Range(0, 1500)
            .Select(p => row with { Change = row.Change with { TopicPartition = new TopicPartition("clicks", p) } });
        var report = s_plan with { Effects = s_plan.Effects with { Changes = [.. rows] } };

        var table = PlanReportLayout.Arrange(report).Tables[^1];

        table.Rows.Length.ShouldBe(200, "the list before and the list after");
        table.Title.ShouldContain("100 of 1,500");
    }

    [Fact]
    public void Arrange_GridWiderThanHigh_RunsTheLongerDimensionDown()
    {
        var request = ClusterBuilder.Brokers(20).Grid(2, 10).Topic("t", 20, 2).BuildRequest();

        var grid = ClusterReportLayout.Arrange(ClusterReportBuilder.Build(request.Snapshot, request.Topology)).Tables[0];

        grid.Columns.Select(c => c.Name).ShouldBe(["", "FD 0", "FD 1", "all"]);
        grid.Rows.Select(r => r[0]).ShouldBe([.. Enumerable.Range(0, 10).Select(u => $"UD {u}"), "all"]);
        grid.Rows[^1][^1].ShouldBe("20 : 40");
    }

    [Fact]
    public void Arrange_OneDimension_ListsItsRacks()
    {
        var request = ClusterBuilder.Brokers(4).Racks("b", "a", null, "a").Topic("t", 4, 2).BuildRequest();

        var racks = ClusterReportLayout.Arrange(ClusterReportBuilder.Build(request.Snapshot, request.Topology)).Tables[0];

        racks.Rows.Select(r => string.Join(' ', r)).ShouldBe(["a 2 4", "b 1 2", "? 1 2"]);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1,023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1536L << 20, "1.5 GiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Bytes_Value_HasItsUnit(long bytes, string expected) => Quantity.Bytes(bytes).ShouldBe(expected);

    private static ReportDocument Hostile() => new(
        "<b>x|y_z",
        ["<b>x|y_z"],
        [new ReportTable("<b>x|y_z", [new ReportColumn("<b>x|y_z")], [["<b>x|y_z"]])],
        [new PlanNote(PlanNoteKind.Warning, "c", "<b>")]);

    private static string Text(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        var text = Encoding.UTF8.GetString(stream.ToArray());
        JsonDocument.Parse(text).Dispose();
        return text;
    }
}
