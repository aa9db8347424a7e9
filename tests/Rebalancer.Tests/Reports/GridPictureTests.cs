using System.Xml.Linq;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Reports.Svg;
using Rebalancer.TestKit;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports;

public sealed class GridPictureTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Render_TwoDimensions_ShowsEachCellBeforeAndAfter()
    {
        var effects = ReportOf.Plan(PlanExamples.Request).Effects;

        var texts = Texts(GridPicture.Render(effects));

        effects.Grid.Cells.Length.ShouldBeGreaterThan(1);
        foreach (var cell in effects.Grid.Cells)
        {
            texts.ShouldContain($"{Math.Round(cell.Replicas.Before / (double)cell.BrokerIds.Length, MidpointRounding.AwayFromZero)}");
            texts.ShouldContain($"{Math.Round(cell.Replicas.After / (double)cell.BrokerIds.Length, MidpointRounding.AwayFromZero)}");
        }

        texts.Count(t => t.StartsWith("FD ", StringComparison.Ordinal)).ShouldBe(2 * effects.Grid.Domains[0].Length);
        texts.Count(t => t.StartsWith("UD ", StringComparison.Ordinal)).ShouldBe(2 * effects.Grid.Domains[1].Length);
    }

    [Theory]
    [InlineData("a", "b", "c")]
    [InlineData("<b>&\"'", "a\u0001b", "a-rack-with-a-name-that-is-longer-than-the-picture-is-wide")]
    public void Render_OneDimension_IsABarForEachBrokerWhateverItsRacksName(params string[] racks)
    {
        var picture = XDocument.Parse(Of(racks));

        picture.Descendants(s_svg + "rect").Count(r => (string?)r.Attribute("class") == "cell").ShouldBe(2 * racks.Length);
        Texts(picture.ToString()).ShouldContain("Replicas on each broker, by rack");
        picture.Descendants(s_svg + "text").ShouldAllBe(t => t.Value.Length < 100);
    }

    [Fact]
    public void Render_NoRacks_IsABarForEachBroker()
    {
        var texts = Texts(Of(null, null, null));

        texts.ShouldContain("Replicas on each broker");
        texts.ShouldNotContain(t => t.Contains("spread", StringComparison.Ordinal));
        texts.Count(t => t is "1" or "2" or "3").ShouldBeGreaterThanOrEqualTo(6);
    }

    [Fact]
    public void Render_Twice_GivesTheSameBytesWithLineFeedsOnly()
    {
        var effects = ReportOf.Plan(PlanExamples.Request).Effects;

        GridPicture.Render(effects).ShouldBe(GridPicture.Render(effects));
        GridPicture.Render(effects).ShouldNotContain("\r");
    }

    private static string Of(params string?[] racks)
    {
        var brokers = racks.Select((rack, i) => new Broker(i + 1, $"b{i + 1}", rack));
        var partitions = Enumerable.Range(0, 4).Select(p => new PartitionSnapshot(p, [1, 2], 1, [1, 2], DataSize.FromBytes(1000)));
        var snapshot = new ClusterSnapshot(null, [.. brokers], [], [new TopicSnapshot("t", [.. partitions])]);
        return GridPicture.Render(
            ReportOf.Plan(new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default)).Effects);
    }

    private static string[] Texts(string svg) => [.. XDocument.Parse(svg).Descendants(s_svg + "text").Select(t => t.Value)];
}
