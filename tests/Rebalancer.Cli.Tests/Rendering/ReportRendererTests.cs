using Rebalancer.Cli.Rendering;
using Rebalancer.Planning;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Layout;
using Rebalancer.TestKit;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Rendering;

public sealed class ReportRendererTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void Render_Plan_IsTheApprovedText(int width) =>
        Draw(PlanReportLayout.Arrange(PlanReportBuilder.Build(PlanExamples.Request, PlanExamples.Manifest, PlanExamples.Outcome)), width)
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator($"{width}"));

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void Render_BalancedCluster_SaysSo(int width)
    {
        var outcome = PlanExamples.NothingToDo;
        var manifest = PlanExamples.Manifest with { Changes = [], NotReversible = [], Notes = [] };

        var text = Draw(PlanReportLayout.Arrange(PlanReportBuilder.Build(PlanExamples.Request, manifest, outcome)), width);

        text.ShouldContain("Already balanced: the plan is empty.");
        text.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator($"{width}"));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void Render_Cluster_IsTheApprovedText(int width) =>
        Draw(ClusterReportLayout.Arrange(ClusterReportBuilder.Build(PlanExamples.Request.Snapshot, PlanExamples.Request.Topology)), width)
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator($"{width}"));

    [Theory]
    [InlineData(PlanAim.Repair, "Nothing to repair")]
    [InlineData(PlanAim.Leaders, "The leaders are already balanced")]
    public void Arrange_NothingToDo_SaysItForTheAim(PlanAim aim, string expected)
    {
        var report = PlanReportBuilder.Build(PlanExamples.Request, PlanExamples.Manifest, PlanExamples.NothingToDo with { Aim = aim });

        PlanReportLayout.Arrange(report).Lines.ShouldContain(l => l.StartsWith(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(100, "  brokers      replicas per broker      bytes")]
    [InlineData(37, "  brokers   replicas   bytes")]
    [InlineData(34, "  brokers  replicas  bytes")]
    [InlineData(33, "  brokers 1004, 1005")]
    public void Render_TableThatIsTooWide_NeverBreaksNumbersOrWords(int width, string firstLine)
    {
        var table = new ReportTable(
            "", [new("brokers"), new("replicas per broker", RightAligned: true), new("bytes", RightAligned: true), new("")],
            [["1004, 1005", "10..14 (4)", "21.3 GiB", "proven"], ["today's", "10..11 (1)", "8.5 GiB", ""]]);

        var text = Draw(new ReportDocument("t", [], [table], []), width);

        text.Split('\n').ShouldContain(line => line.StartsWith(firstLine, StringComparison.Ordinal), text);
        string[] words = [.. text.Split([' ', '\n', ';'], StringSplitOptions.RemoveEmptyEntries)];
        foreach (var word in new[] { "1004,", "1005", "10..14", "(4)", "21.3", "GiB", "proven", "today's" })
        {
            words.ShouldContain(word, text);
        }
    }

    [Fact]
    public void Render_NamesThatLookLikeMarkup_ArePrintedAsTheyAre()
    {
        var document = new ReportDocument("[red]title[/]", ["[bold]"], [new ReportTable("t", [new ReportColumn("[a]")], [["[/]"]])], []);

        var text = Draw(document, 80);

        text.ShouldContain("[red]title[/]");
        text.ShouldContain("[/]");
    }

    private static string Draw(ReportDocument document, int width)
    {
        using var console = new TestConsole { Profile = { Width = width } };
        new ReportRenderer(console).Render(document);
        return console.Output;
    }
}
