using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.TestKit;
using Spectre.Console.Testing;

namespace Rebalancer.Browser.Tests;

/// <summary>The pages that the tests open, written once by the tool itself, as a user has them written.</summary>
public sealed class ReportPages : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<WrittenPage>> _pages = [];

    /// <summary>The page of a name that the tests share.</summary>
    public Task<WrittenPage> OfAsync(string name)
    {
        // Two tests that write the snapshot of the same page at the same time would be in each other's way.
        lock (_gate)
        {
            return _pages.TryGetValue(name, out var page) ? page : SharedAsync(name);
        }
    }

    private Task<WrittenPage> SharedAsync(string name) => name switch
    {
        "sample" => PlanAsync(name, [
            "--snapshot", RepositoryFiles.Find("tools/sample/cluster.json"), "--topology",
            RepositoryFiles.Find("tools/sample/topology.json"),
            "--throttle", "40MB"]),
        "grid" => PlanAsync(name, Generated(name, new() { Family = ClusterFamily.Drained, BrokerCount = 19, PartitionCount = 900 })),
        "racks" => PlanAsync(name, Generated(name, new() { UpdateDomains = 0, BrokerCount = 9, PartitionCount = 150, Seed = 3 })),
        "plain" => PlanAsync(name, Generated(name, new() { FaultDomains = 0, BrokerCount = 6, PartitionCount = 60, Seed = 4 })),
        "three" => PlanAsync(name, [.. Generated(name, new() { BrokerCount = 12, PartitionCount = 200 }), "--topology", ThreeDimensions()]),
        "balanced" => PlanAsync(name, Snapshot(name, Balanced())),
        "large" => PlanAsync(name, [.. Generated(name, Large(46_000)), .. s_ampleTime]),
        "huge" => PlanAsync(name, [.. Generated(name, Large(330_000)), .. s_ampleTime]),
        "cluster" => WriteAsync(name, "describe", null, Generated(name, new() { BrokerCount = 15 })),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such page"),
    };

    /// <summary>The page of a plan.</summary>
    public Task<WrittenPage> PlanAsync(string name, params string[] arguments) => WriteAsync(name, "plan", "--out", arguments);

    /// <summary>Writes a snapshot; gives the arguments that name it.</summary>
    public string[] Snapshot(string name, ClusterSnapshot snapshot)
    {
        var path = _directory.File(name + ".json.gz");
        SnapshotFile.Write(snapshot, path);
        return ["--snapshot", path];
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private string[] Generated(string name, ClusterShape shape) => Snapshot(name, ClusterGenerator.Generate(shape));

    // A loaded machine needs more than the default, and would plan fewer changes.
    private static readonly string[] s_ampleTime = ["--time-limit", "10m"];

    private static ClusterShape Large(int partitions) => new()
    {
        Family = ClusterFamily.ScaleOut,
        FaultDomains = 5,
        UpdateDomains = 20,
        BrokerCount = 110,
        PartitionCount = partitions,
    };

    private static ClusterSnapshot Balanced() => ClusterBuilder.Brokers(6).Grid(3, 2)
        .Topic(
            "even", [1001, 1005, 1003], [1004, 1002, 1006], [1005, 1003, 1001], [1002, 1006, 1004], [1003, 1001, 1005], [1006, 1004, 1002])
        .Build();

    private string ThreeDimensions() => _directory.Write(
        "three.csv", "broker,fd,ud,hall\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{1001 + i},{i % 3},{i / 3},{i % 2}\n")));

    private Task<WrittenPage> WriteAsync(string name, string verb, string? planOption, params string[] arguments)
    {
        lock (_gate)
        {
            if (!_pages.TryGetValue(name, out var page))
            {
                _pages[name] = page = WriteOnceAsync(name, verb, planOption, arguments);
            }

            return page;
        }
    }

    private async Task<WrittenPage> WriteOnceAsync(string name, string verb, string? planOption, string[] arguments)
    {
        var report = _directory.File(name + ".html");
        var plan = planOption is null ? null : _directory.File(name + "-plan");
        string[] output = plan is null ? [] : [planOption!, plan];
        using var console = new TestConsole { Profile = { Width = 120 } };
        using var error = new TestConsole { Profile = { Width = 120 } };
        var application = new CliApplication(CommandCatalog.All, new CliContext(console, error, TimeProvider.System));
        var exitCode = await application.RunAsync([verb, .. arguments, "--report", report, .. output], CancellationToken.None);
        exitCode.ShouldBe(0, error.Output);
        return new WrittenPage(report, plan);
    }
}
