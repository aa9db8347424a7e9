using System.Text.RegularExpressions;
using Rebalancer.Plans;
using Rebalancer.Reports;
using Rebalancer.Reports.Html;
using Rebalancer.Reports.Layout;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports;

public sealed class DocumentPageTests
{
    private static readonly ReportDocument s_document = new(
        "apply on cluster c", ["Completed.", "From then to now."],
        [
            new("Waves", [new("to broker", true)], [["1"]]) { Section = "timeline" },
            new("Waits", [new("why")], [["a disk was full"]]) { Section = "timeline" },
            new("States", [new("state")], [["done"]]),
        ],
        [])
    {
        Tone = RowTone.Better,
        Tiles = [new("moves", "Replicas copied", TileUnit.Count, null, 1234, "in all")],
        Next = new NextSteps { Commands = [new("Check", "rebalancer verify")], ToolVersion = PlanManifest.CurrentToolVersion },
    };

    private static readonly TimelinePicture s_picture = new()
    {
        Seconds = [0, 5],
        Rates = [0, 100],
        Allowed = [-1, 200],
        Lanes = [new(7, [1])],
        Columns = [0],
        Marks = [],
    };

    [Fact]
    public void Render_Document_HasItsSectionsOnceAndInOrder() =>
        Regex.Matches(DocumentPage.Render(s_document), "<section id=\"([a-z]+)\"").Select(m => m.Groups[1].Value)
            .ShouldBe(["headline", "timeline", "details", "next"]);

    [Fact]
    public void Render_WithoutScripts_SaysEverything()
    {
        var text = Regex.Replace(DocumentPage.Render(s_document), "<script.*?</script>", "", RegexOptions.Singleline);

        string[] told = ["Completed.", "From then to now.", "1,234", "a disk was full", "rebalancer verify"];
        told.ShouldAllBe(t => text.Contains(t));
    }

    [Fact]
    public void Render_OfATimeline_HoldsTheChartsAndElseNot()
    {
        var with = DocumentPage.Render(s_document with { Timeline = s_picture });

        with.ShouldContain("data-timeline=\"lanes\"");
        with.Length.ShouldBeLessThan(700_000);
        DocumentPage.Render(s_document).Length.ShouldBeLessThan(40_000);
    }

    [Fact]
    public void Render_Twice_GivesTheSameBytes() => DocumentPage.Render(s_document with { Timeline = s_picture })
        .ShouldBe(DocumentPage.Render(s_document with { Timeline = s_picture }));

    [Fact]
    public void Render_Page_NeedsNothingFromOutside()
    {
        var page = DocumentPage.Render(s_document);

        page.ShouldContain("default-src 'none'");
        page.ShouldNotContain("http:");
        page.ShouldNotContain("https:");
        page.ShouldNotContain("url(", Case.Sensitive);
        page.ShouldNotContain("@import");
    }
}
