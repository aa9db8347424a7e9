using System.Collections.Immutable;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Admin;
using Rebalancer.KafkaIntegration.Tests.Clusters;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Apply;

/// <summary>
/// What operators do all year, with the tool itself as a process: roles, replication factors, replacements, new topics. Each test has a
/// topic of its own.
/// </summary>
public abstract class OperationsOnKafkaTests(ApplyFixture fixture) : IDisposable
{
    private static readonly string[] s_throttles = ["leader.replication.throttled.replicas", "follower.replication.throttled.replicas"];

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Server => fixture.Cluster.BootstrapServers;

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Drain_IsAppliedVerifiedAndUndone()
    {
        await using var admin = Clients.Connect(Server);
        await CreateAsync(admin, "drained", [1001, 1002, 1003], [1002, 1003, 1001], [1003, 1001, 1002], [1004, 1005, 1006]);
        await CreateAsync(admin, "drained-not", [1003, 1004]);
        var before = await ListsAsync(admin, "drained");

        await PlanAsync("drain", "--topics", "drained", "--drain", "1003");
        (await RunAsync("apply", "drain", "--yes")).EnsureSuccess("apply").ShouldContain("Broker 1003 is");

        (await ListsAsync(admin, "drained")).ShouldAllBe(list => !list.Contains(1003));
        await ShouldBeCleanAsync(admin, "drained");

        // Another topic stays on it: the plan is carried out, but the broker must not be switched off.
        var verify = await RunAsync("verify", "drain");
        verify.ExitCode.ShouldBe(1, verify.Output);
        verify.Output.ShouldContain("All 4 partitions have their planned replica list");
        verify.Output.ShouldContain("Not empty: broker 1003.");
        (await RunAsync("undo", "drain", "--yes")).EnsureSuccess("undo");
        await ShouldComeBackAsync(admin, "drained", before);
    }

    [Fact]
    public async Task Replace_PutsTheNewBrokerIntoEveryPlace()
    {
        await using var admin = Clients.Connect(Server);
        await CreateAsync(admin, "replaced", [1001, 1002, 1006], [1002, 1006, 1001], [1006, 1001, 1002]);
        var before = await ListsAsync(admin, "replaced");

        await PlanAsync("replace", "--topics", "replaced", "--replace", "1006=1009");
        (await RunAsync("apply", "replace", "--yes")).EnsureSuccess("apply");

        (await ListsAsync(admin, "replaced"))
            .Select(Text).ShouldBe(before.Select(list => Text([.. list.Select(b => b == 1006 ? 1009 : b)])));
        (await RunAsync("undo", "replace", "--yes")).EnsureSuccess("undo");
        await ShouldComeBackAsync(admin, "replaced", before);
    }

    [Fact]
    public async Task CordonExcludeAndOnlyTo_GiveNothingToOthers()
    {
        await using var admin = Clients.Connect(Server);
        await CreateAsync(admin, "roles", [1001, 1004], [1001, 1004], [1002, 1005], [1004, 1001]);

        await PlanAsync("roles", "--topics", "roles", "--only-to", "1007,1008,1009", "--aim", "repair");
        (await RunAsync("apply", "roles", "--yes")).EnsureSuccess("apply");

        var after = await ListsAsync(admin, "roles");
        after.SelectMany(list => list).Except([1001, 1002, 1004, 1005, 1007, 1008, 1009]).ShouldBeEmpty();
        await PlanAsync("closed", "--topics", "roles", "--cordon", "1007", "--exclude-brokers", "1008");
        (await RunAsync("apply", "closed", "--yes")).EnsureSuccess("apply");
        var closed = await ListsAsync(admin, "roles");
        closed.Zip(after).ShouldAllBe(x => !x.First.Except(x.Second).Contains(1007));
        closed.Zip(after).ShouldAllBe(x => x.First.Contains(1008) == x.Second.Contains(1008));
    }

    [Fact]
    public async Task ReplicationFactor_IsRaisedLoweredAndUndone()
    {
        await using var admin = Clients.Connect(Server);
        await CreateAsync(admin, "factor", [1001, 1002], [1002, 1003], [1003, 1001]);
        var before = await ListsAsync(admin, "factor");

        await PlanAsync("raise", "--topics", "factor", "--replication-factor", "3");
        (await RunAsync("apply", "raise", "--yes")).EnsureSuccess("apply");
        (await ListsAsync(admin, "factor")).ShouldAllBe(list => list.Length == 3);
        await ShouldBeCleanAsync(admin, "factor");

        await PlanAsync("lower", "--topics", "factor", "--replication-factor", "2");
        (await RunAsync("apply", "lower", "--yes")).EnsureSuccess("apply");
        (await ListsAsync(admin, "factor")).ShouldAllBe(list => list.Length == 2);

        (await RunAsync("undo", "lower", "--yes")).EnsureSuccess("undo");
        (await RunAsync("undo", "raise", "--yes")).EnsureSuccess("undo");
        await ShouldComeBackAsync(admin, "factor", before);
    }

    [Fact]
    public async Task Place_Create_MakesTopicsAndPartitionsAsPlaced()
    {
        await using var admin = Clients.Connect(Server);

        var created = await CliProcess.RunAsync(
            "place", "--bootstrap-server", Server, "--topic", "placed", "--partitions", "6", "--replication-factor", "3", "--config",
            "retention.ms=86400000", "--create", "--yes");
        created.EnsureSuccess("place").ShouldContain("Created and verified: 6 new partitions");
        var added = await CliProcess.RunAsync(
            "place", "--bootstrap-server", Server, "--topic", "placed", "--add-partitions", "3", "--create", "--yes");
        added.EnsureSuccess("place").ShouldContain("Created and verified: 3 new partitions");

        var lists = await ListsAsync(admin, "placed");
        lists.Count.ShouldBe(9);
        lists.ShouldAllBe(list => list.Length == 3);
        var configs = await admin.DescribeConfigsAsync([ConfigResource.Topic("placed")], ["retention.ms"], Token);
        configs.Single().Entries["retention.ms"].Value.ShouldBe("86400000");
        (await CliProcess.RunAsync(
            "place", "--bootstrap-server", Server, "--topic", "placed", "--partitions", "1", "--replication-factor", "1"))
            .ExitCode.ShouldBe(2);
    }

    private static string Text(ImmutableArray<int> list) => string.Join(',', list);

    private static async Task<IReadOnlyList<ImmutableArray<int>>> ListsAsync(IClusterAdmin admin, string topic) =>
        [.. (await admin.DescribeTopicsAsync([topic], Token)).Single().Partitions.Select(p => p.Replicas)];

    private static async Task ShouldBeCleanAsync(IClusterAdmin admin, string topic)
    {
        (await admin.ListReassignmentsAsync(Token)).ShouldBeEmpty();
        var configs = await admin.DescribeConfigsAsync([ConfigResource.Topic(topic)], s_throttles, Token);
        configs.Single().Entries.Values.ShouldAllBe(v => string.IsNullOrEmpty(v.Value));
    }

    private static async Task ShouldComeBackAsync(IClusterAdmin admin, string topic, IReadOnlyList<ImmutableArray<int>> before)
    {
        (await ListsAsync(admin, topic)).Select(Text).ShouldBe(before.Select(Text));
        await ShouldBeCleanAsync(admin, topic);
    }

    private async Task CreateAsync(IClusterAdmin admin, string topic, params int[][] lists)
    {
        var results = await ((ITopicAdmin)admin).CreateTopicsAsync(
            [new NewTopic(topic, [.. lists.Select(list => list.ToImmutableArray())], new Dictionary<string, string>())], Token);
        results.ShouldAllBe(r => r.Error == null);
        await Eventually.GetAsync(
            async () => (await admin.DescribeTopicsAsync([topic], Token)).Single(),
            t => t.Error is null && t.Partitions.Count == lists.Length && t.Partitions.All(p => p.Isr.Length == p.Replicas.Length),
            "the topic");
        await RecordProducer.FillAsync(Server, topic, lists.Length, 50_000, Token);
    }

    private async Task PlanAsync(string name, params string[] options) => (await CliProcess.RunAsync(
        ["plan", "--bootstrap-server", Server, "--out", _directory.File(name), .. options])).EnsureSuccess("plan");

    private Task<CommandResult> RunAsync(string verb, string plan, params string[] options) =>
        CliProcess.RunAsync([verb, "--bootstrap-server", Server, "--plan", _directory.File(plan), .. options]);
}
