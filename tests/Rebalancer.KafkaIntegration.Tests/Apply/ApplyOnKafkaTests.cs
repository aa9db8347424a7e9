using System.Globalization;
using System.Text.Json;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Admin;
using Rebalancer.KafkaIntegration.Tests.Clusters;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Apply;

/// <summary>
/// Scale-out from six to nine brokers with the tool itself, as a process, while Kafka's verifiable producer and consumer run.
/// Each test has two topics of its own on the first six brokers: one with data, one under load.
/// </summary>
public abstract class ApplyOnKafkaTests(ApplyFixture fixture) : IDisposable
{
    private const int DataPartitions = 9;
    private const int PartitionBytes = 6_000_000;

    // A test run in the background inherits that SIGINT is ignored; the tool would then rightly ignore it too.
    private static readonly string[] s_heedSignals = ["env", "--default-signal=INT"];
    private static readonly string[] s_rates = ["leader.replication.throttled.rate", "follower.replication.throttled.rate"];
    private static readonly string[] s_lists = ["leader.replication.throttled.replicas", "follower.replication.throttled.replicas"];
    private static readonly TimeSpan s_toolLimit = TimeSpan.FromMinutes(5);

    private readonly TemporaryDirectory _directory = new();

    /// <summary>Whether rates can be read back (2.6+).</summary>
    protected virtual bool ThrottleRatesReadable => true;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KafkaCluster Cluster => fixture.Cluster;

    private string Plan => _directory.File("plan");

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Apply_ScaleOutUnderLoad_EveryAcknowledgedValueIsReadAndKafkaAgrees()
    {
        await PrepareAsync("scale");
        await using var admin = Clients.Connect(Cluster.BootstrapServers);
        if (ThrottleRatesReadable)
        {
            await admin.AlterConfigsAsync([
                new ConfigChange(ConfigResource.Broker(1002), s_rates[0], "900000000"),
                new ConfigChange(ConfigResource.Topic("scale-data"), s_lists[0], "0:1001")
            ], Token);
        }

        // A broker shows a change some time after its answer.
        var throttles = await Eventually.GetAsync(() => ThrottlesAsync(admin, "scale"), t => !ThrottleRatesReadable || (t.Contains(
            "1002 leader", StringComparison.Ordinal) && t.Contains("0:1001", StringComparison.Ordinal)), "the throttles of somebody else");
        await using var load = await VerifiableLoad.StartAsync(Cluster, "scale-load");

        (await ToolAsync("apply", "--yes", "--throttle", "20MB")).EnsureSuccess("apply");

        (await load.StopAsync()).ShouldBeEmpty();
        await ShouldBeAsPlannedAsync(admin, p => p.After);
        (await ThrottlesAsync(admin, "scale")).ShouldBe(throttles);
        (await ToolAsync("verify")).EnsureSuccess("verify");
        (await ToolAsync("status")).Output.ShouldContain("Nothing is left to do");
        var verify = await KafkasVerifyAsync("reassignment.json");
        verify.Split('\n').Count(l => l.EndsWith("is completed.", StringComparison.Ordinal)
            || l.EndsWith("completed successfully", StringComparison.Ordinal)).ShouldBe((await ChangesAsync()).Count, verify);
        if (ThrottleRatesReadable)
        {
            await admin.AlterConfigsAsync([new ConfigChange(ConfigResource.Broker(1002), s_rates[0], null)], Token);
        }
    }

    [Fact]
    public async Task Apply_KilledInTheMiddle_GoesOnToTheEnd()
    {
        await PrepareAsync("kill");
        await using var admin = Clients.Connect(Cluster.BootstrapServers);
        var throttles = await ThrottlesAsync(admin, "kill");
        await using var load = await VerifiableLoad.StartAsync(Cluster, "kill-load");
        await using (var apply = Start("apply", "--yes", "--throttle", "1MB"))
        {
            await InFlightAsync(admin, apply);
            await apply.SignalAsync("KILL", Token);
        }

        (await ThrottlesAsync(admin, "kill")).ShouldNotBe(throttles);
        (await ToolAsync("status")).Output.ShouldContain("cut off");

        var resumed = await ToolAsync("apply", "--yes", "--throttle", "30MB");

        resumed.EnsureSuccess("apply").ShouldContain("resuming the unfinished run");
        (await load.StopAsync()).ShouldBeEmpty();
        await ShouldBeAsPlannedAsync(admin, p => p.After);
        (await ThrottlesAsync(admin, "kill")).ShouldBe(throttles);
    }

    [Fact]
    public async Task Apply_BrokerKilledAndRestarted_GoesOnToTheEnd()
    {
        await PrepareAsync("broker");
        await using var admin = Clients.Connect(Cluster.BootstrapServers);
        var throttles = await ThrottlesAsync(admin, "broker");
        await using var load = await VerifiableLoad.StartAsync(Cluster, "broker-load");
        await using var apply = Start("apply", "--yes", "--throttle", "2MB");
        await InFlightAsync(admin, apply);

        await Cluster.KillBrokerAsync(1008);
        await Cluster.StartBrokerAsync(1008);

        (await apply.WaitForExitAsync(Token)).ShouldBe(0, apply.Output + apply.Error);
        (await load.StopAsync()).ShouldBeEmpty();
        await ShouldBeAsPlannedAsync(admin, p => p.After);
        (await ThrottlesAsync(admin, "broker")).ShouldBe(throttles);
    }

    [Fact]
    public async Task Cancel_InTheMiddle_LeavesSafeListsAndApplyGoesOn()
    {
        await PrepareAsync("cancel");
        await using var admin = Clients.Connect(Cluster.BootstrapServers);
        var throttles = await ThrottlesAsync(admin, "cancel");
        await InterruptAsync(admin, "INT");

        (await ToolAsync("cancel", "--yes")).EnsureSuccess("cancel");

        (await admin.ListReassignmentsAsync(Token)).ShouldBeEmpty();
        (await ThrottlesAsync(admin, "cancel")).ShouldBe(throttles);
        await using var load = await VerifiableLoad.StartAsync(Cluster, "cancel-load");
        (await ToolAsync("apply", "--yes", "--throttle", "none")).EnsureSuccess("apply");
        (await load.StopAsync()).ShouldBeEmpty();
        await ShouldBeAsPlannedAsync(admin, p => p.After);
    }

    [Fact]
    public async Task Undo_InTheMiddle_GoesBackToTheStart()
    {
        await PrepareAsync("undo");
        await using var admin = Clients.Connect(Cluster.BootstrapServers);
        var throttles = await ThrottlesAsync(admin, "undo");
        await using var load = await VerifiableLoad.StartAsync(Cluster, "undo-load");
        await InterruptAsync(admin, "TERM");

        (await ToolAsync("undo", "--yes", "--throttle", "50MB")).EnsureSuccess("undo");

        (await load.StopAsync()).ShouldBeEmpty();
        await ShouldBeAsPlannedAsync(admin, p => p.Before);
        (await ThrottlesAsync(admin, "undo")).ShouldBe(throttles);
        (await KafkasVerifyAsync("rollback.json")).ShouldNotContain("still in progress");
    }

    // The tool of 2.4 asks ZooKeeper (two ports above the brokers) and always removes throttles; what is there then was compared before.
    private async Task<string> KafkasVerifyAsync(string file)
    {
        var port = int.Parse(Cluster.BootstrapServers.Split(',')[0].Split(':')[1], CultureInfo.InvariantCulture);
        string[] preserve = ThrottleRatesReadable
            ? ["--preserve-throttles"]
            : ["--zookeeper", string.Create(CultureInfo.InvariantCulture, $"127.0.1.254:{port + 2}")];
        return (await Cluster.RunToolAsync(
            "kafka-reassign-partitions",
            ["--reassignment-json-file", Path.Combine(Plan, file), "--verify", .. preserve])).EnsureSuccess("--verify");
    }

    // Ctrl-C, or a service manager's stop: the tool stops, what is in flight goes on under its throttle.
    private async Task InterruptAsync(KafkaClusterAdmin admin, string signal)
    {
        await using var apply = Start("apply", "--yes", "--throttle", "1MB");
        await InFlightAsync(admin, apply);
        await apply.SignalAsync(signal, Token);
        (await apply.WaitForExitAsync(Token)).ShouldBe(4, apply.Output + apply.Error);
    }

    private static async Task InFlightAsync(KafkaClusterAdmin admin, RunningCommand apply) =>
        await Eventually.GetAsync(
            async () => apply.HasExited
                ? throw new InvalidOperationException("apply ended before anything was in flight: " + apply.Output + apply.Error)
                : (await admin.ListReassignmentsAsync(Token)).Count,
            count => count > 0,
            "a move in flight");

    /// <summary>
    /// Topics <c>NAME-data</c> and <c>NAME-load</c> on brokers 1001 to 1006, spread over the fault domains, and the tool's plan for them.
    /// </summary>
    private async Task PrepareAsync(string name)
    {
        await CreateAsync($"{name}-data", DataPartitions);
        await CreateAsync($"{name}-load", 3);
        await RecordProducer.FillAsync(Cluster.BootstrapServers, $"{name}-data", DataPartitions, PartitionBytes, Token);
        (await Command.RunAsync(
            [Tool, "plan", "--bootstrap-server", Cluster.BootstrapServers, "--topics", $"{name}-data,{name}-load", "--out", Plan],
            s_toolLimit,
            Token)).EnsureSuccess("plan");
        (await ChangesAsync()).Count.ShouldBeGreaterThan(3);
    }

    private async Task CreateAsync(string topic, int partitions)
    {
        var assignment = string.Join(',', Enumerable.Range(0, partitions)
            .Select(p => string.Join(':', Enumerable.Range(0, 3).Select(r => 1001 + ((p + r) % 3) + (3 * ((p / 3 + r) % 2))))));
        (await Cluster.RunToolAsync(
            "kafka-topics",
            "--create",
            "--topic",
            topic,
            "--replica-assignment",
            assignment,
            "--config",
            "min.insync.replicas=2")).EnsureSuccess("kafka-topics");
    }

    private static string Tool => Path.Combine(AppContext.BaseDirectory, "rebalancer");

    private RunningCommand Start(string verb, params IEnumerable<string> arguments) => RunningCommand.Start(
        [.. s_heedSignals, Tool, verb, "--plan", Plan, "--bootstrap-server", Cluster.BootstrapServers, .. Moving(verb), .. arguments]);

    private Task<CommandResult> ToolAsync(string verb, params IEnumerable<string> arguments) =>
        Command.RunAsync(
            [Tool, verb, "--plan", Plan, "--bootstrap-server", Cluster.BootstrapServers, .. Moving(verb), .. arguments],
            s_toolLimit,
            Token);

    // The disk of a test machine may be nearly full: that gate has tests of its own.
    private static string[] Moving(string verb) => verb is "apply" or "undo" ? ["--space-reserve", "0", "--poll-interval", "1s"] : [];

    private async Task<List<(string Topic, int Partition, int[] Before, int[] After)>> ChangesAsync()
    {
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Plan, "reassignment.json"), Token));
        using var back = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Plan, "rollback.json"), Token));
        return [.. Lists(json).Zip(Lists(back), (after, before) => (after.Topic, after.Partition, before.Replicas, after.Replicas))];

        static List<(string Topic, int Partition, int[] Replicas)> Lists(JsonDocument document) =>
            [.. document.RootElement.GetProperty("partitions").EnumerateArray().Select(p => (
                p.GetProperty("topic").GetString()!,
                p.GetProperty("partition").GetInt32(),
                p.GetProperty("replicas").EnumerateArray().Select(r => r.GetInt32()).ToArray()))];
    }

    private async Task ShouldBeAsPlannedAsync(
        KafkaClusterAdmin admin, Func<(string Topic, int Partition, int[] Before, int[] After), int[]> list)
    {
        (await admin.ListReassignmentsAsync(Token)).ShouldBeEmpty();
        foreach (var change in await ChangesAsync())
        {
            var partition = (await admin.DescribeTopicsAsync([change.Topic], Token)).Single().Partitions[change.Partition];
            string.Join(",", partition.Replicas).ShouldBe(string.Join(",", list(change)), $"{change.Topic}-{change.Partition}");
            partition.Leader.ShouldBe(list(change)[0], $"{change.Topic}-{change.Partition}");
            partition.Isr.ToArray().ShouldBe(list(change), ignoreOrder: true, $"{change.Topic}-{change.Partition}");
        }
    }

    /// <summary>All throttle keys of the brokers and of a test's topics; of a hidden one, that it is set.</summary>
    private async Task<string> ThrottlesAsync(KafkaClusterAdmin admin, string name)
    {
        var brokers = (await admin.DescribeClusterAsync(Token)).Brokers.Select(b => ConfigResource.Broker(b.Id)).ToArray();
        var rates = await admin.DescribeConfigsAsync(brokers, s_rates, Token);
        var lists = await admin.DescribeConfigsAsync(
            [ConfigResource.Topic($"{name}-data"), ConfigResource.Topic($"{name}-load")], s_lists, Token);
        return string.Join('\n', rates.Concat(lists)
            .SelectMany(d => d.Entries.Where(e => e.Value.Source is ConfigSource.DynamicBroker or ConfigSource.DynamicTopic)
                .Select(e => $"{d.Resource.Name} {e.Key}={e.Value.Value}")).Order(StringComparer.Ordinal));
    }
}
