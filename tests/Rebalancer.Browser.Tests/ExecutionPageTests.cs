using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Rebalancer.Files;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;
using Spectre.Console.Testing;

namespace Rebalancer.Browser.Tests;

/// <summary>The pages that <c>apply</c> and <c>status</c> write, after a run on a simulated cluster.</summary>
public sealed class ExecutionPageTests(Chromium chromium, ExecutionPages pages) : IClassFixture<ExecutionPages>
{
    [Theory]
    [InlineData("apply", 400, ColorScheme.Dark)]
    [InlineData("apply", 1000, ColorScheme.Light)]
    [InlineData("status", 1600, ColorScheme.Light)]
    public async Task Page_AfterARun_IsQuietDrawnAndAccessible(string verb, int width, ColorScheme scheme)
    {
        await using var opened = await chromium.OpenAsync(
            pages.Of(verb), new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });

        opened.Noise.ShouldBeEmpty();
        (await opened.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        (await opened.EvaluateAsync<string[]>("[...document.querySelectorAll('section')].map(s => s.id)"))
            .ShouldBe(["headline", "timeline", "details", "next"]);
        (await opened.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('[data-timeline]')].filter(c => c.querySelectorAll('svg path').length < 3)"
            + ".map(c => c.dataset.timeline)")).ShouldBeEmpty();
        (await opened.Page.Locator("[data-timeline] svg").CountAsync()).ShouldBe(2);
        var result = await opened.Page.RunAxe();
        result.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help}").ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_WithoutScripts_TellsTheWaves()
    {
        await using var opened = await chromium.OpenAsync(pages.Of("apply"), new() { JavaScriptEnabled = false });

        (await opened.Page.Locator("#headline .verdict").InnerTextAsync()).ShouldBe("Completed. Done and verified.");
        (await opened.Page.Locator("#timeline table").Nth(1).Locator("tbody tr").CountAsync()).ShouldBeGreaterThan(1);
        (await opened.Page.Locator("#next pre").First.InnerTextAsync()).ShouldStartWith("rebalancer verify");
    }
}

/// <summary>A run on a simulated cluster whose clock runs fast, and the pages that it leaves.</summary>
public sealed class ExecutionPages : IAsyncLifetime, IDisposable
{
    private const int Speed = 1000;
    private readonly TemporaryDirectory _directory = new();

    /// <summary>The page of a verb.</summary>
    public string Of(string verb) => _directory.File(verb + ".html");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var snapshot = ClusterGenerator.Generate(new()
        {
            Family = ClusterFamily.ScaleOut,
            BrokerCount = 12,
            PartitionCount = 120,
        }) with
        { ClusterId = null };
        SnapshotFile.Write(snapshot, _directory.File("cluster.json.gz"));
        var time = new FastTimeProvider(Speed);
        using var cluster = SimulatedCluster.FromSnapshot(snapshot, SimulatedClusterOptions.Default, time);
        await RunAsync("plan", "--snapshot", _directory.File("cluster.json.gz"), "--out", _directory.File("plan"));
        string[] target = ["--plan", _directory.File("plan"), "--bootstrap-server", "simulated:9092"];
        await RunAsync(["apply", .. target, "--yes", "--throttle", "200MB", "--report", Of("apply")]);
        await RunAsync(["status", .. target, "--report", Of("status")]);

        async Task RunAsync(params string[] arguments)
        {
            using var console = new TestConsole { Profile = { Width = 120 } };
            using var error = new TestConsole { Profile = { Width = 120 } };
            var context = new CliContext(console, error, time) { ConnectCluster = (_, _) => new SimulatedClusterAdmin(cluster) };
            var exitCode = await new CliApplication(CommandCatalog.All, context).RunAsync(arguments, CancellationToken.None);
            exitCode.ShouldBe(0, error.Output);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
