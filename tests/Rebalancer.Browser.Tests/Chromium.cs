using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Rebalancer.Browser.Tests.Chromium))]
[assembly: AssemblyFixture(typeof(Rebalancer.Browser.Tests.ReportPages))]

namespace Rebalancer.Browser.Tests;

/// <summary>The installed Chromium, started once for all tests; where there is none, every test that asks for it is skipped.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] s_places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

    private static readonly string[] s_arguments =
    [
        "--no-sandbox", "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (s_places.FirstOrDefault(File.Exists) is not { } path)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = s_arguments });
    }

    /// <summary>Opens a file and waits until its pictures are drawn, or, without scripts, until it is loaded.</summary>
    public async Task<OpenedPage> OpenAsync(string path, BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, $"There is no Chromium here ({string.Join(", ", s_places)}): the page was not opened.");
        return await OpenedPage.OpenAsync(_browser, path, options ?? new());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}
