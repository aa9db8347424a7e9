using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Rebalancer.Browser.Tests;

/// <summary>The page for those who see little, use no mouse or let no scripts run.</summary>
public sealed class AccessibilityTests(Chromium chromium, ReportPages pages)
{
    [Theory]
    [InlineData("sample", 1000, ColorScheme.Light)]
    [InlineData("sample", 1000, ColorScheme.Dark)]
    [InlineData("three", 400, ColorScheme.Light)]
    [InlineData("cluster", 400, ColorScheme.Dark)]
    public async Task Page_CheckedByAxe_HasNoSeriousFinding(string name, int width, ColorScheme scheme)
    {
        var written = await pages.OfAsync(name);
        await using var opened = await chromium.OpenAsync(
            written.Path, new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });

        var result = await opened.Page.RunAxe();

        result.Passes.Length.ShouldBeGreaterThan(10);
        result.Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html).Take(3))}").ShouldBeEmpty();
    }

    [Fact]
    public async Task Keyboard_ReachesEveryControlInOrderAndShowsWhereItIs()
    {
        var written = await pages.OfAsync("sample");
        await using var opened = await chromium.OpenAsync(written.Path);
        var controls = await opened.EvaluateAsync<int>(
            "[...document.querySelectorAll('a[href], button, input, select, [tabindex=\"0\"]')]"
            + ".filter(e => e.offsetParent !== null && e.tabIndex >= 0).length");

        List<string> sections = [];
        for (var i = 0; i < controls; i++)
        {
            await opened.Page.Keyboard.PressAsync("Tab");
            var focus = await opened.EvaluateAsync<string[]>(
                "(e => [e.tagName, e.closest('section')?.id ?? '', getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth])"
                + "(document.activeElement)");
            focus[0].ShouldNotBe("BODY", $"after {i} of {controls} controls");
            (focus[2] == "none" || focus[3] == "0px").ShouldBeFalse($"the focus on {focus[0]} in #{focus[1]} does not show");
            sections.Add(focus[1]);
        }

        string[] order = ["", "headline", "risk", "grid", "brokers", "flow", "topics", "moves", "time", "proof", "next"];
        sections.Select(s => Array.IndexOf(order, s)).ShouldBeInOrder();
        sections.ShouldContain("moves");
        sections.ShouldContain("time");
    }

    [Fact]
    public async Task Page_WithoutScripts_TellsTheHeadlineTheTablesAndTheFirstChanges()
    {
        var written = await pages.OfAsync("grid");
        await using var opened = await chromium.OpenAsync(written.Path, new() { JavaScriptEnabled = false });

        (await opened.Page.Locator("#headline .verdict").First.InnerTextAsync()).ShouldNotBeEmpty();
        (await opened.Page.Locator("#headline .tiles li").CountAsync()).ShouldBeGreaterThanOrEqualTo(6);
        (await opened.Page.Locator("#brokers tbody tr").CountAsync()).ShouldBe(19);
        (await opened.Page.Locator("#grid tbody tr").CountAsync()).ShouldBe(15);
        (await opened.Page.Locator("#moves tbody tr").CountAsync()).ShouldBe(100);
        (await opened.Page.Locator("#moves .count").InnerTextAsync()).ShouldContain($"{written.Changes().Count:N0} changes");
        (await opened.Page.Locator("#next pre").First.InnerTextAsync()).ShouldStartWith("rebalancer apply");
        opened.Noise.ShouldBeEmpty();
    }
}
