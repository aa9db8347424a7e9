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
