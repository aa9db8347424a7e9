using System.Text.Json;
using Rebalancer.Cli.Context;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Commands;

/// <summary>What operators ask of <c>plan</c> all year: roles, replication factors, limits.</summary>
public sealed class PlanRolesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _snapshot;

    public PlanRolesTests()
    {
        var cluster = ClusterBuilder.Brokers(6)
            .Grid(3, 2).Topic("clicks", 12, 3, 1_000_000_000).Topic("orders", 12, 2, 1_000_000_000).Build();
        _snapshot = Path.Combine(_directory.Path, "cluster.json");
        SnapshotFile.Write(cluster, _snapshot);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Plan_Drain_EmptiesTheBrokerAndKeepsTheWayBack()
    {
        var plan = Path.Combine(_directory.Path, "plan");

        var run = await PlanAsync("--drain", "wn2-test", "--out", plan);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var lists = Lists(Path.Combine(plan, "reassignment.json"));
        lists.ShouldAllBe(l => !l.Contains(1003));
        var back = Lists(Path.Combine(plan, "rollback.json"));
        back.Count.ShouldBe(lists.Count);
        back.Count(l => l.Contains(1003)).ShouldBe(10);
    }

    [Fact]
    public async Task Plan_CordonExcludeAndOnlyTo_GiveNothingToOthers()
    {
        var cordoned = await JsonAsync("--cordon", "1001,1002", "--drain", "1003");
        Added(cordoned).ShouldAllBe(b => b != 1001 && b != 1002);

        var excluded = await JsonAsync("--exclude-brokers", "1001", "--drain", "1003");
        Added(excluded).ShouldNotContain(1001);
        Removed(excluded).ShouldNotContain(1001);

        var only = await JsonAsync("--only-to", "1004,1006", "--drain", "1003");
        Added(only).Except([1004, 1006]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Plan_DrainThatEmptiesAnotherBroker_WarnsAboveTheTables()
    {
        // Without 1001, 1002 shares a domain with everybody who could stand beside it.
        int[][] lists = [[1001, 1002, 1003], [1004, 1005, 1003]];
        var cluster = ClusterBuilder.Brokers(5).Racks("FD0UD0", "FD1UD1", "FD2UD2", "FD0UD1", "FD1UD0")
            .Topic("t", [.. Enumerable.Range(0, 12).Select(i => lists[i % 2])]).Build();
        SnapshotFile.Write(cluster, _snapshot);

        var run = await PlanAsync("--drain", "1001");

        var text = run.Output.ReplaceLineEndings(" ");
        var warning = text.IndexOf(
            "Warning: 1 of 4 brokers (1002) cannot be used by any best spread and is left empty", StringComparison.Ordinal);
        warning.ShouldBeInRange(0, text.IndexOf("Before and after:", StringComparison.Ordinal), text);
        text.ShouldContain("Warning: Replicas per broker get less even");
    }

    [Fact]
    public async Task Plan_Replace_RenamesAndNothingElse()
    {
        var cluster = ClusterBuilder.Brokers(6).Grid(3, 2).Topic("t", 12, 3).Add(1009, "FD2UD0", "new-host").Build();
        SnapshotFile.Write(cluster, _snapshot);

        using var json = await JsonAsync("--replace", "1003=new-host");

        foreach (var change in json.RootElement.GetProperty("partitions").EnumerateArray())
        {
            Ids(change, "after").ShouldBe(Ids(change, "before").Select(b => b == 1003 ? 1009 : b));
        }
    }

    [Fact]
    public async Task Plan_PinsAndExcludedTopics_StayAsTheyAre()
    {
        using var json = await JsonAsync("--drain", "1003", "--pin", "clicks:2,clicks:3", "--exclude-topics", "orders");

        var changed = json.RootElement.GetProperty("partitions").EnumerateArray()
            .Select(p => (p.GetProperty("topic").GetString(), p.GetProperty("partition").GetInt32())).ToList();
        changed.ShouldNotBeEmpty();
        changed.ShouldAllBe(c => c.Item1 == "clicks");
        changed.ShouldNotContain(("clicks", 2));
        changed.ShouldNotContain(("clicks", 3));
    }

    [Fact]
    public async Task Plan_ReplicationFactor_IsGivenToTheSelectedTopics()
    {
        using var raised = await JsonAsync("--topics", "orders", "--replication-factor", "3");
        raised.RootElement.GetProperty("partitions").EnumerateArray().Count(p => Ids(p, "after").Length == 3).ShouldBe(12);
        raised.RootElement.GetProperty("moveCount").GetInt32().ShouldBe(12);

        var file = Path.Combine(_directory.Path, "rf.csv");
        await File.WriteAllTextAsync(file, "topic,replication_factor\ncli*,2\n*,3\n", TestContext.Current.CancellationToken);
        using var both = await JsonAsync("--replication-factors", file);
        foreach (var change in both.RootElement.GetProperty("partitions").EnumerateArray())
        {
            Ids(change, "after").Length.ShouldBe(change.GetProperty("topic").GetString() == "clicks" ? 2 : 3);
        }
    }

    [Fact]
    public async Task CheckPlan_FileWithAnotherFactor_IsJudgedWhenAllowed()
    {
        var plan = Path.Combine(_directory.Path, "plan");
        (await PlanAsync("--topics", "orders", "--replication-factor", "3", "--out", plan)).ExitCode.ShouldBe(ExitCode.Success);
        string[] check = ["check-plan", "--snapshot", _snapshot, "--plan", Path.Combine(plan, "reassignment.json")];

        (await CliRun.Of(check)).ExitCode.ShouldBe(ExitCode.Failed);
        var allowed = await CliRun.Of([.. check, "--allow-replication-factor-change"]);
        allowed.ExitCode.ShouldBe(ExitCode.Success, allowed.Output);
        allowed.Output.ShouldContain("12 partitions to change");
        (await CliRun.Of("check-plan", "--snapshot", _snapshot, "--plan", plan)).ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task Plan_DrainOfTopicsThatAreNotSelected_SaysWhatStays()
    {
        var run = await PlanAsync("--drain", "1003", "--topics", "orders", "--pin", "orders", "--detailed-exit-code");

        run.ExitCode.ShouldBe(ExitCode.ChangesNeeded, run.Output);
        run.Output.ShouldContain("stay on broker 1003");
        run.Output.ShouldNotContain("lready balanced");
    }

    [Fact]
    public async Task Plan_DrainOfMoreThanTheReplicationFactorsLeave_IsRefusedAndWritesNothing()
    {
        var plan = Path.Combine(_directory.Path, "plan");

        var run = await PlanAsync("--drain", "1001,1002,1003,1004,1005", "--out", plan);

        run.ExitCode.ShouldBe(ExitCode.BadInput, run.Output);
        run.Error.ShouldBe(
            "error: --drain: Nothing can leave the brokers that are to be drained: 12 partitions of replication factor 2, but only 1 "
            + "broker may hold them; 12 partitions of replication factor 3, but only 1 broker may hold them. Perhaps "
            + "drain fewer brokers, or add some first.\n");
        Directory.Exists(plan).ShouldBeFalse();
    }

    [Fact]
    public async Task Plan_LimitOfBytesWithoutSizes_IsRefusedAndWritesNothing()
    {
        var plan = Path.Combine(_directory.Path, "plan");
        var snapshot = _directory.Write("sizes.json", """
            {"version":1,"brokers":[{"id":1,"host":"a"},{"id":2,"host":"b"}],"topics":[{"name":"t","partitions":[
            {"partition":0,"replicas":[1],"leader":1,"sizeBytes":7},{"partition":1,"replicas":[1],"leader":1},
            {"partition":2,"replicas":[1],"leader":1},{"partition":3,"replicas":[1],"leader":1}]}]}
            """);

        var run = await CliRun.Of("plan", "--snapshot", snapshot, "--max-bytes", "1kB", "--out", plan);

        run.ExitCode.ShouldBe(ExitCode.BadInput, run.Output);
        run.Error.ShouldBe(
            "error: --max-bytes: The size of 1 partition that would be copied is not known, so nobody can say what fits into 1,000 B. "
            + "Perhaps limit the moves with --max-moves, or give the sizes with --log-dirs.\n");
        Directory.Exists(plan).ShouldBeFalse();
    }

    [Fact]
    public async Task Plan_TopicBrokers_KeepsTheTopicWithinThem()
    {
        var file = Path.Combine(_directory.Path, "sets.csv");
        await File.WriteAllTextAsync(file, "orders,1001,1002,wn3-test\n", TestContext.Current.CancellationToken);

        using var json = await JsonAsync("--topic-brokers", file);

        foreach (var change in json.RootElement.GetProperty("partitions")
            .EnumerateArray().Where(p => p.GetProperty("topic").GetString() == "orders"))
        {
            Ids(change, "after").Except([1001, 1002, 1004]).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Plan_MaxMoves_IsKept()
    {
        using var json = await JsonAsync("--drain", "1003", "--max-moves", "4");

        json.RootElement.GetProperty("moveCount").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Plan_Window_CopiesOnlyWhatFits()
    {
        using var whole = await JsonAsync("--drain", "1003", "--throttle", "50MB");
        using var window = await JsonAsync("--drain", "1003", "--throttle", "50MB", "--window", "1m");

        window.RootElement.GetProperty("moveBytes")
            .GetInt64().ShouldBeInRange(1, whole.RootElement.GetProperty("moveBytes").GetInt64() - 1);
    }

    [Fact]
    public async Task Plan_SlowThrottleThatIsAllowed_CarriesThatToApply()
    {
        var report = Path.Combine(_directory.Path, "report.html");

        var run = await PlanAsync("--drain", "1003", "--throttle", "500kB", "--allow-slow", "--report", report);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ReplaceLineEndings(" ").ShouldContain(" --throttle 500kB --allow-slow --out plan ");
        (await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))
            .ShouldMatch("rebalancer apply --plan plan --bootstrap-server [^ ]+ --throttle 500kB --allow-slow<");
    }

    [Theory]
    [InlineData("--drain", "1099", "1099")]
    [InlineData("--drain 1001 --cordon 1001", "", "1001")]
    [InlineData("--drain 1001 --only-to 1001", "", "1001")]
    [InlineData("--drain 1001,1002,1003,1004,1005,1006", "", "All 6")]
    [InlineData("--only-to ,", "", "--only-to")]
    [InlineData("--replace 1001", "", "OLD=NEW")]
    [InlineData("--replace 1001=1005,1002=1005", "", "several")]
    [InlineData("--pin nowhere", "", "nowhere")]
    [InlineData("--pin clicks:99", "", "99")]
    [InlineData("--replication-factor 3", "", "--topics")]
    [InlineData("--topics ALL --replication-factor 9", "", "9")]
    [InlineData("--topics ALL --replication-factor 0", "", "at least 1")]
    [InlineData("--max-bytes 500", "", "--max-bytes")]
    [InlineData("--max-moves=-1", "", "negative")]
    [InlineData("--exclude-topics nowhere", "", "nowhere")]
    [InlineData("--exclude-topic-regex (", "", "--exclude-topic-regex")]
    [InlineData("--replace 1001=1005 --max-moves 3", "", "--replace and --max-moves exclude each other: brokers are replaced, and")]
    [InlineData("--replace 1001=1005 --aim repair", "", "--replace and --aim repair exclude each other")]
    [InlineData("--force --max-bytes 5GB", "", "--force and --max-bytes exclude each other")]
    [InlineData("--force --aim leaders", "", "--force and --aim leaders exclude each other")]
    [InlineData("--window 2h", "", "--throttle")]
    [InlineData("--throttle 1B", "", "--throttle '1B' is below the minimum of 1MB a second for each broker")]
    [InlineData("--throttle 999kB --window 2h", "", "add --allow-slow to run at '999kB' all the same")]
    public async Task Plan_WhatCannotBe_IsOneLineAndNothingIsWritten(string options, string value, string said)
    {
        var plan = Path.Combine(_directory.Path, "plan");

        var run = await PlanAsync([.. options.Split(' '), .. value.Length > 0 ? new[] { value } : [], "--out", plan]);

        run.ExitCode.ShouldBe(ExitCode.BadInput, run.Output + run.Error);
        run.Error.ShouldContain(said);
        run.Error.Trim().Split('\n').Length.ShouldBe(1, run.Error);
        Directory.Exists(plan).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--replication-factors", "t,x\n", "line 1")]
    [InlineData("--replication-factors", "topic,replication_factor\n", "no topic")]
    [InlineData("--topic-brokers", "orders\n", "line 1")]
    [InlineData("--topic-brokers", "orders,1099\n", "1099")]
    [InlineData(
        "--replication-factors", "topic,replication_factor\nnew*,3\nordrs,3\n", "line 3: the cluster has no topic 'ordrs'; did you mean")]
    [InlineData("--topic-brokers", "zzz,1001\n", "line 1: the cluster has no topic 'zzz'")]
    public async Task Plan_BadFile_NamesTheLine(string option, string text, string said)
    {
        var file = Path.Combine(_directory.Path, "rules.csv");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

        var run = await PlanAsync(option, file);

        run.ExitCode.ShouldBe(ExitCode.BadInput, run.Output + run.Error);
        run.Error.ShouldContain(said);
    }

    private Task<CliRun> PlanAsync(params string[] options) => CliRun.Of(["plan", "--snapshot", _snapshot, .. options]);

    private async Task<JsonDocument> JsonAsync(params string[] options)
    {
        var run = await PlanAsync([.. options, "--json"]);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        return JsonDocument.Parse(run.Output);
    }

    private static List<int[]> Lists(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return [.. json.RootElement.GetProperty("partitions").EnumerateArray().Select(p => Ids(p, "replicas"))];
    }

    private static IEnumerable<int> Added(JsonDocument plan) =>
        plan.RootElement.GetProperty("partitions").EnumerateArray().SelectMany(p => Ids(p, "after").Except(Ids(p, "before")));

    private static IEnumerable<int> Removed(JsonDocument plan) =>
        plan.RootElement.GetProperty("partitions").EnumerateArray().SelectMany(p => Ids(p, "before").Except(Ids(p, "after")));

    private static int[] Ids(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];
}
