using System.Text.Json;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Rendering;
using Rebalancer.Files;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Commands;

/// <summary>New topics and partitions, new brokers, and what each amount of copying buys.</summary>
public sealed class PlaceAndAdviseTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FastTimeProvider _time = new(300);
    private readonly SimulatedCluster _cluster;
    private readonly string _snapshot;

    public PlaceAndAdviseTests()
    {
        var snapshot = ClusterBuilder.Brokers(6).Grid(3, 2).Topic("orders", 12, 3, 1_000_000).Build();
        _cluster = SimulatedCluster.FromSnapshot(snapshot, SimulatedClusterOptions.Default, _time);
        _snapshot = Path.Combine(_directory.Path, "cluster.json");
        SnapshotFile.Write(snapshot, _snapshot);
    }

    public void Dispose()
    {
        _cluster.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Place_NewTopic_PrintsWhatKafkasToolTakes()
    {
        var place = Path.Combine(_directory.Path, "place");

        var run = await RunAsync(
            "place", "--snapshot", _snapshot, "--topic", "new", "--partitions", "4", "--replication-factor", "3", "--out", place);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("--replica-assignment of new:");
        run.Output.ShouldContain("Nothing was created");
        File.ReadAllText(Path.Combine(place, "create-topics.sh")).ShouldContain("--create --topic new --replica-assignment ");
        using var json = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(place, "placement.json"), TestContext.Current.CancellationToken));
        json.RootElement.GetProperty("partitions").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public void Write_Fails_LeavesNoNewDirectory()
    {
        var place = Path.Combine(_directory.Path, "place");

        Should.Throw<ArgumentNullException>(() => PlacementFiles.Write(place, null!));

        Directory.Exists(place).ShouldBeFalse();
    }

    [Fact]
    public async Task Place_Create_MakesTheTopicAsPlaced()
    {
        var run = await RunAsync(
            "place", "--bootstrap-server", "simulated:9092", "--topic", "new", "--partitions", "4", "--replication-factor", "3",
            "--config", "retention.ms=1000", "--create", "--yes", "--json");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Output + run.Error);
        using var json = JsonDocument.Parse(run.Output);
        foreach (var placed in json.RootElement.GetProperty("partitions").EnumerateArray())
        {
            _cluster.Partition("new", placed.GetProperty("partition").GetInt32())!.Replicas
                .ShouldBe(placed.GetProperty("replicas").EnumerateArray().Select(r => r.GetInt32()));
        }
    }

    [Fact]
    public async Task Place_CreateMorePartitions_AddsThem()
    {
        var run = await RunAsync(
            "place", "--bootstrap-server", "simulated:9092", "--topic", "orders", "--add-partitions", "3", "--create", "--yes");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Output + run.Error);
        run.Output.ShouldContain("Created and verified: 3 new partitions");
        _cluster.Partitions.Count(p => p.TopicPartition.Topic == "orders").ShouldBe(15);
    }

    [Fact]
    public async Task Place_CreateWithoutATerminal_IsRefusedBeforeAnythingIsWritten()
    {
        var run = await RunAsync(
            "place", "--bootstrap-server", "simulated:9092", "--topic", "new", "--partitions", "4", "--replication-factor", "3",
            "--create", "--out", _directory.File("place"), "--report", _directory.File("place.html"));

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldBe(
            "error: '--create' changes the cluster and there is no terminal to ask on; add --yes to run it without asking\n");
        run.Output.ShouldBeEmpty();
        Directory.Exists(_directory.File("place")).ShouldBeFalse();
        File.Exists(_directory.File("place.html")).ShouldBeFalse();
        _cluster.Partition("new", 0).ShouldBeNull();
    }

    [Fact]
    public async Task Place_TopicsFile_PlacesThemTogether()
    {
        var file = Path.Combine(_directory.Path, "topics.csv");
        await File.WriteAllTextAsync(file, "topic,partitions,replication_factor\na,2,3\nb,4,2\n", TestContext.Current.CancellationToken);

        var run = await RunAsync("place", "--snapshot", _snapshot, "--topics-file", file, "--json");

        using var json = JsonDocument.Parse(run.Output);
        json.RootElement.GetProperty("partitions").GetArrayLength().ShouldBe(6);
        json.RootElement.GetProperty("topics").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("--topic orders --partitions 3 --replication-factor 3", "exists already")]
    [InlineData("--topic new --partitions 3", "--replication-factor")]
    [InlineData("--topic new --partitions 3 --replication-factor 7", "7")]
    [InlineData("--topic new --add-partitions 3", "no such topic")]
    [InlineData("--partitions 3 --replication-factor 3", "--topic")]
    [InlineData("--topic new --partitions 0 --replication-factor 3", "0 partitions")]
    [InlineData("--topic new --partitions 3 --replication-factor 3 --create", "--bootstrap-server")]
    [InlineData("--topic new --partitions 3 --replication-factor 3 --config nonsense", "key=value")]
    public async Task Place_WhatCannotBe_IsOneLine(string options, string said)
    {
        var run = await RunAsync(["place", "--snapshot", _snapshot, .. options.Split(' ')]);

        run.ExitCode.ShouldBe(ExitCode.BadInput, run.Output + run.Error);
        run.Error.ShouldContain(said);
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task Advise_Add_ListsChoices()
    {
        var run = await RunAsync("advise", "--snapshot", _snapshot, "--add", "1");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("1 new broker would not lower the fullest broker (");
        run.Output.ReplaceLineEndings(" ").ShouldContain("the best choice is FD ");
        run.Output.ShouldContain("The cluster after each choice");
    }

    [Theory]
    [InlineData("--add 0", "--add 0")]
    [InlineData("--add 1 --remove 1", "not both")]
    [InlineData("--remove 6", "must stay")]
    [InlineData("--remove 5", "error: --remove 5: No 5 of 6 brokers can be taken away: at least ")]
    public async Task Advise_WhatCannotBe_IsOneLine(string options, string said)
    {
        var run = await RunAsync(["advise", "--snapshot", _snapshot, .. options.Split(' ')]);

        run.ExitCode.ShouldBe(ExitCode.BadInput, run.Output + run.Error);
        run.Error.ShouldContain(said);
    }

    [Fact]
    public async Task Plan_Frontier_IsInTableAndJson()
    {
        string[] plan = ["plan", "--snapshot", _snapshot, "--drain", "1003", "--frontier", "4"];

        (await RunAsync(plan)).Output.ShouldContain("What each amount of copying buys");
        using var json = JsonDocument.Parse((await RunAsync([.. plan, "--json"])).Output);
        json.RootElement.GetProperty("frontier").GetArrayLength().ShouldBeInRange(2, 4);
        (await RunAsync([.. plan[..^1], "1"])).ExitCode.ShouldBe(ExitCode.BadInput);
        using var usual = JsonDocument.Parse((await RunAsync([.. plan[..^1], "--json"])).Output);
        usual.RootElement.GetProperty("frontier").GetArrayLength().ShouldBeInRange(2, 10);
    }

    [Fact]
    public async Task ReplicationFactor_IsAppliedWithoutFurtherPermissionAndUndone()
    {
        var plan = Path.Combine(_directory.Path, "plan");
        string[] server = ["--bootstrap-server", "simulated:9092"];
        (await RunAsync(["plan", .. server, "--topics", "orders", "--replication-factor", "2", "--out", plan])).ExitCode.ShouldBe(
            ExitCode.Success);

        var apply = await RunAsync(["apply", .. server, "--plan", plan, "--yes"]);

        apply.ExitCode.ShouldBe(ExitCode.Success, apply.Output + apply.Error);
        _cluster.Partitions.Where(p => p.TopicPartition.Topic == "orders").ShouldAllBe(p => p.Replicas.Length == 2);
        _cluster.ThrottleKeys().ShouldBeEmpty();
        var undo = await RunAsync(["undo", .. server, "--plan", plan, "--yes"]);
        undo.ExitCode.ShouldBe(ExitCode.Success, undo.Output + undo.Error);
        _cluster.Partitions.Where(p => p.TopicPartition.Topic == "orders").ShouldAllBe(p => p.Replicas.Length == 3);
    }

    [Fact]
    public async Task Drain_AppliedAndVerified_EndsWithALookAtTheBroker()
    {
        var plan = Path.Combine(_directory.Path, "plan");
        string[] server = ["--bootstrap-server", "simulated:9092"];
        (await RunAsync(["plan", .. server, "--drain", "1003", "--out", plan])).ExitCode.ShouldBe(ExitCode.Success);

        var apply = await RunAsync(["apply", .. server, "--plan", plan, "--yes"]);

        apply.ExitCode.ShouldBe(ExitCode.Success, apply.Output + apply.Error);
        apply.Output.ShouldContain("Broker 1003 is empty and can be stopped.");
        _cluster.Partitions.ShouldAllBe(p => !p.Replicas.Contains(1003));
        _cluster.CreateTopic("since", [[1003, 1004]]).ShouldBeNull();
        var verify = await RunAsync(["verify", .. server, "--plan", plan]);
        verify.ExitCode.ShouldBe(ExitCode.Failed, "whoever goes by it would switch the broker off");
        verify.Output.ShouldContain("verify: partial. ");
        verify.Output.ReplaceLineEndings(" ").ShouldContain(" Not empty: broker 1003.");
        verify.Output.ShouldContain("Broker 1003 is not empty: it holds 1 replica (since-0), partitions that the plan does not change");
        (await RunAsync(["undo", .. server, "--plan", plan, "--yes"])).ExitCode.ShouldBe(ExitCode.Success);
        _cluster.Partitions.Count(p => p.TopicPartition.Topic == "orders" && p.Replicas.Contains(1003)).ShouldBe(6);
    }

    /// <summary>apply said "completed" with code 0, and verify "partial" with code 1, of the same broker at the same moment.</summary>
    [Theory]
    [InlineData(ExitCode.Failed)]
    [InlineData(ExitCode.Success, "--topics", "orders")]
    public async Task Drain_ATopicIsOnTheBrokerAtTheEnd_ApplyIsDoneOnlyWhereAPartWasAskedFor(int exitCode, params string[] part)
    {
        var plan = Path.Combine(_directory.Path, "plan");
        string[] server = ["--bootstrap-server", "simulated:9092"];
        (await RunAsync(["plan", .. server, "--drain", "1003", .. part, "--out", plan])).ExitCode.ShouldBe(ExitCode.Success);
        _cluster.CreateTopic("since", [[1003, 1004]]).ShouldBeNull();

        var apply = await RunAsync(["apply", .. server, "--plan", plan, "--yes"]);
        var verify = await RunAsync(["verify", .. server, "--plan", plan]);

        apply.ExitCode.ShouldBe(exitCode, apply.Output + apply.Error);
        apply.Output.ReplaceLineEndings(" ").ShouldContain("Done and verified. Not empty: broker 1003.");
        verify.ExitCode.ShouldBe(ExitCode.Failed);
    }

    [Fact]
    public async Task Budget_AgainAndAgain_EndsWhereOnePlanDoes()
    {
        string[] server = ["--bootstrap-server", "simulated:9092"];
        using var whole = JsonDocument.Parse((await RunAsync(["plan", .. server, "--drain", "1003", "--json"])).Output);
        var squares = whole.RootElement.GetProperty("after").GetProperty("replicaSumOfSquares").GetInt64();
        for (var round = 0; round < 20; round++)
        {
            var plan = Path.Combine(_directory.Path, $"plan{round}");
            var planned = await RunAsync(["plan", .. server, "--drain", "1003", "--max-moves", "3", "--detailed-exit-code", "--out", plan]);
            if (planned.ExitCode == ExitCode.Success)
            {
                break;
            }

            var apply = await RunAsync(["apply", .. server, "--plan", plan, "--yes"]);
            apply.ExitCode.ShouldBe(ExitCode.Success, apply.Output + apply.Error);
        }

        _cluster.Partitions.ShouldAllBe(p => !p.Replicas.Contains(1003));
        _cluster.Partitions.SelectMany(p => p.Replicas).CountBy(b => b).Sum(c => (long)c.Value * c.Value).ShouldBe(squares);
    }

    private async Task<CliRun> RunAsync(params string[] arguments)
    {
        using var output = new TestConsole { Profile = { Width = 160 } };
        using var error = new TestConsole { Profile = { Width = 160 } };
        var context = new CliContext(output, error, _time) { ConnectCluster = (_, _) => new SimulatedClusterAdmin(_cluster) };
        var exitCode = await new CliApplication(CommandCatalog.All, context).RunAsync(arguments, TestContext.Current.CancellationToken);
        return new CliRun(exitCode, output.Output, error.Output);
    }
}
