using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Rebalancer.Cluster;
using Rebalancer.Reports;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Html;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports;

public sealed class PlanPageTests
{
    private static readonly PlanReport s_plan = PlanReportBuilder.Build(PlanExamples.Request, PlanExamples.Manifest, PlanExamples.Outcome);
    private static readonly string[] s_sections =
        ["headline", "risk", "grid", "brokers", "flow", "topics", "moves", "time", "proof", "next"];

    [Fact]
    public void Render_OfAPlan_HasEverySectionInOrder() => Sections(PlanPage.Render(ReportPage.Of("Plan", s_plan))).ShouldBe(s_sections);

    [Fact]
    public void Render_OfACluster_HasEverySectionInOrder() => Sections(
        PlanPage.Render(ReportPage.Of(
            "Cluster", ClusterReportBuilder.Build(PlanExamples.Request.Snapshot, PlanExamples.Request.Topology)))).ShouldBe(s_sections);

    [Fact]
    public void Render_SickPartitions_AreCountedOnTheFirstScreen()
    {
        var sick = s_plan with { Health = [new HealthCount(PartitionHealth.Leaderless, 2)] };

        PlanPage.Render(ReportPage.Of("Plan", sick)).ShouldContain("Not healthy: 2 without leader.");
        PlanPage.Render(ReportPage.Of("Plan", s_plan with { Health = [] })).ShouldNotContain("Not healthy");
    }

    [Fact]
    public void Render_Twice_GivesTheSameBytes() =>
        PlanPage.Render(ReportPage.Of("Plan", s_plan)).ShouldBe(PlanPage.Render(ReportPage.Of("Plan", s_plan)));

    [Fact]
    public void Render_NamesWithMarkup_AreText()
    {
        const string Name = "</script><img src=x onerror=alert(1)>";
        var row = s_plan.Effects.Changes[0];
        var hostile = row with { Change = row.Change with { TopicPartition = new TopicPartition(Name, 0) } };
        var report = s_plan with { Effects = s_plan.Effects with { Changes = [hostile] } };

        var html = PlanPage.Render(ReportPage.Of(Name, report));

        html.ShouldNotContain("<img");
        html.ShouldContain("&lt;img src=x onerror=alert(1)&gt;");
    }

    [Fact]
    public void Render_ChartsOfThePage_AreApacheECharts()
    {
        var packed = Regex.Match(PlanPage.Render(ReportPage.Of("Plan", s_plan)), "id=\"echarts\">([^<]*)<").Groups[1].Value;
        using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);

        reader.ReadToEnd().ShouldContain(".echarts={}");
    }

    private static IEnumerable<string> Sections(string html) =>
        Regex.Matches(html, "<section id=\"([a-z]+)\"").Select(m => m.Groups[1].Value);
}
