using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Rebalancer.Browser.Tests;

/// <summary>A page in a browser of its own, with all that it asked for and said.</summary>
public sealed class OpenedPage : IAsyncDisposable
{
    /// <summary>Milliseconds until a page that does nothing is given up, on however slow a machine.</summary>
    private const float Patience = 180_000;

    private readonly ConcurrentQueue<string> _noise = new();
    private readonly IBrowserContext _context;

    private OpenedPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Requests that left the page, messages on the console and errors of scripts.</summary>
    public IReadOnlyCollection<string> Noise => _noise;

    /// <summary>Opens a file and waits until its scripts are done.</summary>
    public static async Task<OpenedPage> OpenAsync(IBrowser browser, string path, BrowserNewContextOptions options)
    {
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        var opened = new OpenedPage(context, page);
        var own = new Uri(path).AbsoluteUri;
        page.Request += (_, request) => opened.Hear(request.Url == own || !IsRemote(request.Url) ? null : "request " + request.Url);
        page.Console += (_, message) => opened.Hear("console " + message.Text);
        page.PageError += (_, error) => opened.Hear("error " + error);
        page.Dialog += (_, dialog) => opened.Hear("dialog " + dialog.Message);
        await page.GotoAsync(own);
        if (options.JavaScriptEnabled != false)
        {
            await page.Locator("html[data-drawn]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        }

        return opened;
    }

    /// <summary>Evaluates an expression in the page.</summary>
    public Task<T> EvaluateAsync<T>(string expression) => Page.EvaluateAsync<T>(expression);

    /// <summary>The texts of the cells of a table's rows that are elements now.</summary>
    public Task<string[][]> RowsAsync(string table) => Page.EvaluateAsync<string[][]>(
        "s => [...document.querySelector(s).tBodies[0].rows].map(r => [...r.cells].map(c => c.textContent))", table);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _context.DisposeAsync();

    /// <summary>Data that the page holds in itself is no request; another file is.</summary>
    private static bool IsRemote(string url) =>
        !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal);

    private void Hear(string? what)
    {
        if (what is not null)
        {
            _noise.Enqueue(what);
        }
    }
}
