using System.Globalization;
using CsvHelper;
using Microsoft.Playwright;

namespace Rebalancer.Browser.Tests;

/// <summary>The table of changes against the plan's own file: sorted, searched, filtered, scrolled and downloaded.</summary>
public sealed class MovesTests(Chromium chromium, ReportPages pages)
{
    private const string Table = "#moves-table";

    [Fact]
    public async Task Rows_ScrolledThrough_AreThePlansChanges()
    {
        var (opened, changes) = await OpenAsync("sample");
        await using var _ = opened;

        (await CountAsync(opened)).ShouldBe(changes.Count);
        (await DownloadAsync(opened)).ShouldBe(changes.Select(Line));
    }

    [Fact]
    public async Task Rows_OfALargePlan_AreAllThere()
    {
        var (opened, changes) = await OpenAsync("grid");
        await using var _ = opened;

        (await CountAsync(opened)).ShouldBe(changes.Count);
        await opened.Page.Locator("#moves-view").EvaluateAsync("v => { v.scrollTop = v.scrollHeight; }");
        var last = changes[^1];
        await opened.Page.Locator($"{Table} tr[aria-rowindex='{changes.Count}']").WaitForAsync();
        (await opened.RowsAsync(Table))[^1][..2].ShouldBe([last.Topic, Number(last.Partition)]);
    }

    [Theory]
    [InlineData("topic", false)]
    [InlineData("topic", true)]
    [InlineData("partition", true)]
    [InlineData("bytes", false)]
    [InlineData("bytes", true)]
    public async Task Head_Pressed_SortsAndTellsSo(string column, bool byKeyboard)
    {
        var (opened, changes) = await OpenAsync("grid");
        await using var _ = opened;
        var head = opened.Page.Locator($"{Table} th", new() { HasText = column }).First;

        await PressAsync(head, byKeyboard);
        (await head.GetAttributeAsync("aria-sort")).ShouldBe("ascending");
        (await DownloadAsync(opened)).Select(l => Key(l, column)).ShouldBe(changes.Select(c => Key(Line(c), column)).Order(s_order));

        await PressAsync(head, byKeyboard);
        (await head.GetAttributeAsync("aria-sort")).ShouldBe("descending");
        (await opened.Page.Locator($"{Table} th:not([aria-sort=none])[aria-sort]").CountAsync()).ShouldBe(1);
        (await DownloadAsync(opened))
            .Select(l => Key(l, column)).ShouldBe(changes.Select(c => Key(Line(c), column)).OrderDescending(s_order));
    }

    [Fact]
    public async Task Search_AsOneTypes_LeavesTheRowsThatHoldIt()
    {
        var (opened, changes) = await OpenAsync("grid");
        await using var _ = opened;
        var wanted = changes.Where(c => c.Topic.Contains("t00000", StringComparison.Ordinal)).ToList();

        await opened.Page.Locator("#moves input[type=search]").PressSequentiallyAsync("T00000");

        await Assertions.Expect(opened.Page.Locator(Table)).ToHaveAttributeAsync("aria-rowcount", Number(wanted.Count));
        (await DownloadAsync(opened)).ShouldBe(wanted.Select(Line));
        (await opened.Page.Locator("#moves .count").InnerTextAsync()).ShouldContain($"{wanted.Count:N0} of {changes.Count:N0}");
    }

    [Fact]
    public async Task Filters_OfTopicBrokerDomainAndReason_LeaveWhatTheySay()
    {
        var (opened, changes) = await OpenAsync("grid");
        await using var _ = opened;
        var sample = changes.First(c => c.From.Length > 0);

        foreach (var (label, value, wanted) in new (string, string, Func<PlannedChange, bool>)[]
        {
            ("Topic", sample.Topic, c => c.Topic == sample.Topic),
            ("From broker", Number(sample.From[0]), c => c.From.Contains(sample.From[0])),
            ("To broker", Number(sample.To[0]), c => c.To.Contains(sample.To[0])),
            ("Domain", "FD 1", c => c.From.Concat(c.To).Any(b => (b - 1001) % 3 == 1)),
        })
        {
            await opened.Page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync(value);
            (await DownloadAsync(opened)).ShouldBe(changes.Where(wanted).Select(Line), label);
            await opened.Page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync("");
        }

        var reason = await opened.Page.GetByLabel("Reason", new() { Exact = true }).Locator("option").Nth(1).GetAttributeAsync("value");
        await opened.Page.GetByLabel("Reason", new() { Exact = true }).SelectOptionAsync(reason!);
        (await opened.RowsAsync(Table)).Select(r => r[^1]).Distinct().ShouldBe([reason!]);
    }

    [Fact]
    public async Task Grid_ByKeyboard_ScrollsToTheLastRow()
    {
        var (opened, changes) = await OpenAsync("grid");
        await using var _ = opened;

        await opened.Page.Locator("#moves-view").FocusAsync();
        await opened.Page.Keyboard.PressAsync("End");

        await opened.Page.Locator($"{Table} tr[aria-rowindex='{changes.Count}']").WaitForAsync();
    }

    private static readonly Comparer<object> s_order = Comparer<object>.Create((a, b) => (a, b) switch
    {
        (long x, long y) => x.CompareTo(y),
        _ => string.CompareOrdinal((string)a, (string)b),
    });

    /// <summary>The file of the rows that are left: topic, partition, before, after, bytes.</summary>
    private static async Task<List<string[]>> DownloadAsync(OpenedPage opened)
    {
        var download = await opened.Page.RunAndWaitForDownloadAsync(
            () => opened.Page.Locator("#moves button", new() { HasText = "CSV" }).ClickAsync());
        using var text = new StreamReader(await download.CreateReadStreamAsync());
        using var reader = new StringReader(await text.ReadToEndAsync());
        using var csv = new CsvReader(reader, CultureInfo.InvariantCulture);
        csv.Read().ShouldBeTrue();
        csv.ReadHeader();
        List<string[]> rows = [];
        while (csv.Read())
        {
            rows.Add([
                csv.GetField("topic")!, csv.GetField("partition")!, csv.GetField("from")!, csv.GetField("to")!, csv.GetField("before")!,
                csv.GetField("after")!, csv.GetField("bytes")!]);
        }

        return rows;
    }

    private static string[] Line(PlannedChange change) =>
    [
        change.Topic, Number(change.Partition), List(change.From), List(change.To), List(change.Before), List(change.After),
        change.Bytes?.ToString(CultureInfo.InvariantCulture) ?? "",
    ];

    private static object Key(string[] line, string column) => column switch
    {
        "topic" => line[0],
        "partition" => long.Parse(line[1], CultureInfo.InvariantCulture),
        _ => line[6].Length == 0 ? -1L : long.Parse(line[6], CultureInfo.InvariantCulture),
    };

    private static async Task PressAsync(ILocator head, bool byKeyboard)
    {
        var button = head.Locator("button");
        if (byKeyboard)
        {
            await button.FocusAsync();
            await button.PressAsync("Enter");
        }
        else
        {
            await button.ClickAsync();
        }
    }

    private async Task<(OpenedPage Page, IReadOnlyList<PlannedChange> Changes)> OpenAsync(string name)
    {
        var written = await pages.OfAsync(name);
        return (await chromium.OpenAsync(written.Path), written.Changes());
    }

    /// <summary>The rows that the table says it has.</summary>
    private static async Task<int> CountAsync(OpenedPage opened) =>
        int.Parse((await opened.Page.Locator(Table).GetAttributeAsync("aria-rowcount"))!, CultureInfo.InvariantCulture);

    private static string List(int[] brokers) => string.Join(", ", brokers);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
