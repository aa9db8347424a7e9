using System.Text.RegularExpressions;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;
using Rebalancer.Reports;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Html;
using Rebalancer.Reports.Layout;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports;

/// <summary>Partitions that move and whose size is not known, beside others that stay and are known, were 0 B in tables.</summary>
public sealed partial class UnknownSizeTests
{
    private static readonly PlanOutcome s_outcome = PlanExamples.Outcome with
    {
        Changes = [.. PlanExamples.Outcome.Changes.Select(c => c with { Size = DataSize.Unknown })],
    };

    private static readonly PlanReport s_report = PlanReportBuilder.Build(PlanExamples.Request, PlanExamples.Manifest, s_outcome);

    [Fact]
    public void Arrange_SizesOfMovesAreUnknown_NoBrokerGetsZeroBytes()
    {
        var document = PlanReportLayout.Arrange(s_report);

        var brokers = document.Tables.Single(t => t.Title == "What changes on each broker");
        var (moves, bytes) = (Column(brokers, "moves"), Column(brokers, "bytes"));
        brokers.Rows.Where(r => r[moves].Length > 0).Select(r => r[bytes]).Distinct().ShouldBe(["not known"]);
        document.Tables.SelectMany(t => t.Rows).SelectMany(r => r).ShouldNotContain("0 B and");
        document.Tables.SelectMany(t => t.Rows).Single(r => r[0] == "Bytes to copy")[1].ShouldBe("not known");
    }

    /// <summary>The first copied partition of known size, 0 bytes: the headline and the table of costs say the same of it.</summary>
    [Theory]
    [InlineData(false, "of unknown size", "not known")]
    [InlineData(true, "0 B and ", "0 B and ")]
    public void HeadlineAndCost_SomeSizesAreKnown_SayTheSame(bool isOneKnown, string headline, string cost)
    {
        var first = s_outcome.Changes.First(c => c.MoveCount > 0);
        var outcome = s_outcome with
        {
            Changes = [.. s_outcome.Changes.Select(c => isOneKnown && c == first ? c with { Size = DataSize.FromBytes(0) } : c)],
        };

        var report = PlanReportBuilder.Build(PlanExamples.Request, PlanExamples.Manifest, outcome);

        report.Headline.Plan.ShouldContain($"({headline}");
        var told = PlanReportLayout.Arrange(report).Tables.SelectMany(t => t.Rows).Single(r => r[0] == "Bytes to copy")[1];
        told.ShouldStartWith(cost);
        report.Headline.Plan.Contains(told, StringComparison.Ordinal).ShouldBe(isOneKnown);
    }

    [Fact]
    public void Html_SizesOfMovesAreUnknown_NoCopyIsOfZeroBytes()
    {
        var flows = Flows().Match(PlanPage.Render(ReportPage.Of("Plan", s_report))).Value;

        flows.ShouldContain("not known");
        flows.ShouldNotContain(">0 B<");
    }

    [Theory]
    [InlineData("<!DOCTYPE HTML>", true)]
    [InlineData("<html lang=\"en\">", true)]
    [InlineData("<head>", true)]
    [InlineData("<body>", true)]
    [InlineData("<svg>", false)]
    [InlineData("{\"html\": 1}", false)]
    public void IsHtmlPage_GoesByTheFirstTag(string start, bool expected)
    {
        MarkedUpText.IsHtmlPage(start).ShouldBe(expected);
        (MarkedUpText.KindOf(System.Text.Encoding.UTF8.GetBytes("\n " + start)) == "an HTML page").ShouldBe(expected);
    }

    private static int Column(ReportTable table, string name) =>
        Enumerable.Range(0, table.Columns.Length).Single(i => table.Columns[i].Name == name);

    [GeneratedRegex("<caption>Copies between (domains|brokers).*?</table>", RegexOptions.Singleline)]
    private static partial Regex Flows();
}
