using Microsoft.Playwright;

namespace Rebalancer.Browser.Tests;

/// <summary>What holds for every page at every width, light, dark and printed.</summary>
public sealed class LayoutTests(Chromium chromium, ReportPages pages)
{
    private static readonly string[] s_sections =
        ["headline", "risk", "grid", "brokers", "flow", "topics", "moves", "time", "proof", "next"];

    [Theory]
    [InlineData("sample", 400, ColorScheme.Light)]
    [InlineData("sample", 1000, ColorScheme.Dark)]
    [InlineData("sample", 1600, ColorScheme.Light)]
    [InlineData("grid", 400, ColorScheme.Dark)]
    [InlineData("grid", 1000, ColorScheme.Light)]
    [InlineData("grid", 1600, ColorScheme.Dark)]
    [InlineData("racks", 400, ColorScheme.Light)]
    [InlineData("racks", 1600, ColorScheme.Dark)]
    [InlineData("plain", 400, ColorScheme.Dark)]
    [InlineData("plain", 1000, ColorScheme.Light)]
    [InlineData("three", 400, ColorScheme.Light)]
    [InlineData("three", 1600, ColorScheme.Dark)]
    [InlineData("balanced", 400, ColorScheme.Light)]
    [InlineData("cluster", 400, ColorScheme.Dark)]
    [InlineData("cluster", 1000, ColorScheme.Light)]
    public async Task Page_AtEveryWidth_IsQuietWholeAndNeverScrollsSideways(string name, int width, ColorScheme scheme)
    {
        var written = await pages.OfAsync(name);

        await using var opened = await chromium.OpenAsync(
            written.Path, new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });

        opened.Noise.ShouldBeEmpty();
        (await opened.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        (await opened.EvaluateAsync<string[]>("[...document.querySelectorAll('section')].map(s => s.id)")).ShouldBe(s_sections);
        foreach (var section in s_sections)
        {
            (await opened.Page.Locator($"#{section} h2").IsVisibleAsync()).ShouldBeTrue(section);
        }

        await ChartsAreDrawnAsync(opened);
    }

    [Fact]
    public async Task Page_Printed_HasItsPicturesAndScrollsNowhere()
    {
        var written = await pages.OfAsync("grid");
        await using var opened = await chromium.OpenAsync(written.Path, new() { ColorScheme = ColorScheme.Dark });

        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await opened.Page.SetViewportSizeAsync(720, 1000);
        await opened.Page.WaitForTimeoutAsync(300);

        await ChartsAreDrawnAsync(opened);
        (await opened.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(255, 255, 255)");
        (await opened.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.scroll')].filter(e => e.scrollHeight > e.clientHeight + 1).map(e => e.closest('section').id)"))
            .ShouldBeEmpty();
        (await opened.Page.Locator("#moves .tools").IsVisibleAsync()).ShouldBeFalse();
        (await opened.Page.Locator("#moves tbody tr").CountAsync()).ShouldBe(100);
        (await opened.Page.Locator("#moves .print").InnerTextAsync()).ShouldContain($"{written.Changes().Count - 100:N0} more");
        (await opened.Page.PdfAsync()).Length.ShouldBeGreaterThan(10_000);
        opened.Noise.ShouldBeEmpty();
    }

    private static async Task ChartsAreDrawnAsync(OpenedPage opened)
    {
        var charts = await opened.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('[data-chart]')].filter(c => c.querySelectorAll('svg path, svg text').length < 3)"
            + ".map(c => c.dataset.chart)");
        charts.ShouldBeEmpty();
        (await opened.Page.Locator("[data-chart] svg").CountAsync()).ShouldBeGreaterThan(0);
    }
}
