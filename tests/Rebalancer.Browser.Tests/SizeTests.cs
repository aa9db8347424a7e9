using System.Diagnostics;
using System.Globalization;

namespace Rebalancer.Browser.Tests;

/// <summary>Pages stay small enough for a mail and work with very many changes.</summary>
public sealed class SizeTests(Chromium chromium, ReportPages pages, ITestOutputHelper output)
{
    [Theory]
    [InlineData("sample", 1, 700_000)]
    [InlineData("large", 25_000, 2_000_000)]
    [InlineData("huge", 200_000, 8_000_000)]
    public async Task Page_OfManyChanges_IsSmallAndWorks(string name, int atLeast, long limit)
    {
        var written = await pages.OfAsync(name);
        var changes = written.Changes();
        changes.Count.ShouldBeGreaterThanOrEqualTo(atLeast);
        written.Length.ShouldBeLessThan(limit);

        var clock = Stopwatch.StartNew();
        await using var opened = await chromium.OpenAsync(written.Path);
        output.WriteLine($"{name}: {changes.Count:N0} changes, {written.Length:N0} bytes, drawn after {clock.ElapsedMilliseconds} ms");

        opened.Noise.ShouldBeEmpty();
        (await opened.Page.Locator("#moves-table").GetAttributeAsync("aria-rowcount"))
            .ShouldBe(changes.Count.ToString(CultureInfo.InvariantCulture));
        (await opened.Page.Locator("#moves-table tbody tr").CountAsync()).ShouldBeLessThan(200);
        var wanted = changes[^1];
        await opened.Page.Locator("#moves input[type=search]").FillAsync(wanted.Topic);
        var count = changes.Count(c => c.Topic.Contains(wanted.Topic, StringComparison.Ordinal)).ToString(CultureInfo.InvariantCulture);
        await Microsoft.Playwright.Assertions.Expect(opened.Page.Locator("#moves-table")).ToHaveAttributeAsync("aria-rowcount", count);
    }
}
