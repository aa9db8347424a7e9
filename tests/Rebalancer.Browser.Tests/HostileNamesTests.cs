using Rebalancer.TestKit;

namespace Rebalancer.Browser.Tests;

/// <summary>Names that look like markup are shown as they are.</summary>
public sealed class HostileNamesTests(Chromium chromium, ReportPages pages)
{
    private const string Host = "<img src=x onerror=alert(1)>";
    private const string Rack = "</script><b>{a|r}&amp;\"'";

    [Fact]
    public async Task Page_OfNamesWithMarkup_ShowsThemAsText()
    {
        var snapshot = ClusterBuilder.Brokers(3).Racks(Rack, "r1", "r2").Topic("t", [1001, 1002], [1001, 1002], [1002, 1001])
            .Add(1004, rack: Rack, host: Host).Build();
        var written = await pages.PlanAsync("hostile", pages.Snapshot("hostile", snapshot));
        await using var opened = await chromium.OpenAsync(written.Path);

        opened.Noise.ShouldBeEmpty();
        (await opened.Page.Locator("main img, main b, main script").CountAsync()).ShouldBe(0);
        (await opened.Page.Locator("#brokers tbody").InnerTextAsync()).ShouldContain(Host);
        (await opened.Page.Locator("#grid tbody").InnerTextAsync()).ShouldContain(Rack);
        (await opened.Page.Locator("#moves select").Nth(3).InnerTextAsync()).ShouldContain(Rack);
        (await opened.Page.Locator("#grid [data-chart] svg").First.TextContentAsync())!.ShouldContain("{a|r}");
    }
}
