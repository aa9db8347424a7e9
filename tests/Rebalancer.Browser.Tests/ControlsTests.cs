using Microsoft.Playwright;

namespace Rebalancer.Browser.Tests;

/// <summary>What can be chosen above the pictures, and the tables of brokers and topics.</summary>
public sealed class ControlsTests(Chromium chromium, ReportPages pages)
{
    [Fact]
    public async Task Grid_OfThreeDimensions_OffersEachPairOfThem()
    {
        await using var opened = await chromium.OpenAsync((await pages.OfAsync("three")).Path);
        var dimensions = opened.Page.Locator("#grid").GetByLabel("Dimensions");

        (await dimensions.Locator("option").AllInnerTextsAsync()).Count.ShouldBe(3);
        var before = await PictureAsync(opened, "grid");
        await dimensions.SelectOptionAsync(new SelectOptionValue { Index = 2 });

        (await PictureAsync(opened, "grid")).ShouldNotBe(before);
    }

    [Theory]
    [InlineData("grid", "bytes", "GiB")]
    [InlineData("brokers", "bytes", "GiB")]
    [InlineData("risk", "leaders taken over", "FD 0")]
    [InlineData("topics", "replicas to copy", "t0000")]
    public async Task Picture_OfAnotherMeasure_IsDrawnAnew(string chart, string measure, string shows)
    {
        await using var opened = await chromium.OpenAsync((await pages.OfAsync("grid")).Path);
        var before = await PictureAsync(opened, chart);

        await opened.Page.Locator($"#{chart}").GetByLabel("Show", new() { Exact = true }).SelectOptionAsync(measure);

        (await PictureAsync(opened, chart)).ShouldNotBe(before);
        (await opened.Page.Locator($"[data-chart={chart}] svg").TextContentAsync())!.ShouldContain(shows);
    }

    [Fact]
    public async Task Flow_FromFaultToUpdateDomains_NamesBoth()
    {
        await using var opened = await chromium.OpenAsync((await pages.OfAsync("grid")).Path);

        await opened.Page.GetByLabel("From and to").SelectOptionAsync("FD to UD");

        var text = (await opened.Page.Locator("[data-chart=sankey] svg").TextContentAsync())!;
        text.ShouldContain("from FD 0");
        text.ShouldContain("to UD 4");
    }

    [Fact]
    public async Task Time_ReadAtAnotherRate_TellsLessTimeForMoreBytesASecond()
    {
        await using var opened = await chromium.OpenAsync((await pages.OfAsync("grid")).Path);
        var slider = opened.Page.Locator("#time input[type=range]");
        var reading = opened.Page.Locator("#time .reading");

        await slider.FocusAsync();
        await slider.PressAsync("Home");
        var slow = await reading.InnerTextAsync();
        await slider.PressAsync("End");
        var fast = await reading.InnerTextAsync();

        slow.ShouldStartWith("At 20 MB/s for each broker the whole plan takes about");
        fast.ShouldStartWith("At 200 MB/s");
        slow[10..].ShouldNotBe(fast[11..]);
        (await opened.Page.Locator("[data-chart=time] svg").TextContentAsync())!.ShouldContain("200 MB/s");
    }

    [Theory]
    [InlineData("brokers", "broker")]
    [InlineData("topics", "partitions")]
    public async Task Table_SortedByNumbers_IsInTheirOrder(string section, string column)
    {
        await using var opened = await chromium.OpenAsync((await pages.OfAsync("grid")).Path);
        var head = opened.Page.Locator($"#{section} th", new() { HasText = column }).First;
        var place = await head.EvaluateAsync<int>("h => h.cellIndex");

        await head.Locator("button").ClickAsync();
        await head.Locator("button").ClickAsync();

        (await head.GetAttributeAsync("aria-sort")).ShouldBe("descending");
        var rows = await opened.RowsAsync($"#{section} table");
        rows.Select(r => int.Parse(r[place], System.Globalization.CultureInfo.InvariantCulture)).ShouldBeInOrder(SortDirection.Descending);
        rows.Length.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Topics_Searched_AreThoseOfTheName()
    {
        await using var opened = await chromium.OpenAsync((await pages.OfAsync("grid")).Path);

        await opened.Page.Locator("#topics input[type=search]").FillAsync("t000003");

        (await opened.RowsAsync("#topics-table")).Select(r => r[0]).ShouldBe(["t000003"]);
    }

    private static Task<string> PictureAsync(OpenedPage opened, string chart) =>
        opened.Page.Locator($"[data-chart={chart}] svg").InnerHTMLAsync();
}
