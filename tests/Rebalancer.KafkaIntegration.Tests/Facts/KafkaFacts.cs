using System.Text.Json;
using Rebalancer.KafkaIntegration.Tests.Clusters;
using Shouldly;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Facts;

/// <summary>The facts on a real cluster.</summary>
public abstract class KafkaFacts(KafkaFixture fixture) : ClusterFacts
{
    /// <summary>The token of the running test.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The real cluster, with the doors that only it has.</summary>
    protected KafkaCluster Kafka => fixture.Cluster;

    /// <inheritdoc/>
    protected override ITestCluster Cluster => fixture.Cluster;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Racks => fixture.Cluster.Options.Racks;

    /// <inheritdoc/>
    protected override bool IsShortPass => Kafka.Options.Version != KafkaClusterOptions.DefaultVersion && !KafkaInstallation.RunsAll;

    /// <inheritdoc/>
    protected override Task FillAsync(string topic, int partitions, int bytes) =>
        RecordProducer.FillAsync(Cluster.BootstrapServers, topic, partitions, bytes, Token);

    [Fact]
    public async Task Plan_OfALiveCluster_IsAcceptedAndCarriedOutByKafkasOwnTool()
    {
        await using var admin = Connect();
        var ids = (await admin.DescribeClusterAsync(Token)).Brokers.Select(b => b.Id).ToList();
        await CreateTopicAsync("planned", [.. Enumerable.Repeat(new[] { ids[0], ids[1] }, 8)]);
        await FillAsync("planned", 8, 10_000);
        var directory = Path.Combine(Kafka.ScratchDirectory, "plan");
        var snapshotFile = Path.Combine(Kafka.ScratchDirectory, "cluster.json.gz");

        (await CliProcess.RunAsync("snapshot", "--bootstrap-server", Kafka.BootstrapServers, "--out", snapshotFile))
            .EnsureSuccess("snapshot").ShouldContain($"{ids.Count} brokers");
        var described = (await CliProcess.RunAsync("describe", "--bootstrap-server", Kafka.BootstrapServers)).EnsureSuccess("describe");
        var fromFile = (await CliProcess.RunAsync("describe", "--snapshot", snapshotFile)).EnsureSuccess("describe");
        WithoutCommands(described).ShouldBe(WithoutCommands(fromFile), "the file says what the cluster says");
        (await CliProcess.RunAsync(
            "plan", "--bootstrap-server", Kafka.BootstrapServers, "--topics", "planned", "--out", directory)).EnsureSuccess("plan");
        string[] reassignment = [.. ReassignmentToolServers, "--reassignment-json-file", Path.Combine(directory, "reassignment.json")];
        (await Kafka.RunToolAsync("kafka-reassign-partitions", [.. reassignment, "--execute"])).EnsureSuccess("--execute");
        await Eventually.GetAsync(
            async () => (await Kafka.RunToolAsync("kafka-reassign-partitions", [.. reassignment, "--verify"])).EnsureSuccess("--verify"),
            text => !text.Contains("still in progress", StringComparison.Ordinal), "the reassignment");

        var verified = (await Kafka.RunToolAsync("kafka-reassign-partitions", [.. reassignment, "--verify"])).EnsureSuccess("--verify");
        verified.ShouldNotContain("failed", Case.Insensitive);
        var again = await CliProcess.RunAsync(
            "plan", "--bootstrap-server", Kafka.BootstrapServers, "--topics", "planned", "--detailed-exit-code", "--json");
        using var report = JsonDocument.Parse(again.Output);
        report.RootElement.GetProperty("changedPartitionCount").GetInt32().ShouldBe(0, "a planned topic needs no plan");
        var headline = report.RootElement.GetProperty("headline").GetProperty("plan").GetString()!;
        headline.ShouldStartWith("Nothing to change within the selection (planned)");

        // Other facts leave topics behind, and some of them lie badly: then the exit code says so, and the headline why.
        var violations = report.RootElement.GetProperty("after").GetProperty("partitionsWithAvoidableViolations").GetInt32();
        again.ExitCode.ShouldBe(violations == 0 ? 0 : 3, headline);
        headline.Contains("(topics not selected)", StringComparison.Ordinal).ShouldBe(violations > 0, headline);
    }

    /// <summary>A report without the commands that come next, which name the source.</summary>
    private static string WithoutCommands(string report) => report.Split("Plan it:")[0];

    /// <summary>How kafka-reassign-partitions is told its cluster: by the script, unless the tool knows ZooKeeper only.</summary>
    protected virtual IReadOnlyList<string> ReassignmentToolServers => [];
}

/// <summary>Kafka 4.3.1, KRaft.</summary>
[Collection(nameof(Kafka431Collection))]
public sealed class Kafka431Facts(Kafka431Fixture fixture) : KafkaFacts(fixture)
{
    /// <inheritdoc/>
    protected override bool HasEligibleLeaderReplicas => true;

    [Fact]
    public async Task Snapshot_OfACordonedBroker_MarksIt()
    {
        await using var admin = Connect();
        var broker = (await admin.DescribeClusterAsync(Token)).Brokers[^1].Id;
        string[] entity = ["--alter", "--entity-type", "brokers", "--entity-name", $"{broker}"];
        (await Kafka.RunToolAsync("kafka-configs", [.. entity, "--add-config", "cordoned.log.dirs=*"])).EnsureSuccess("kafka-configs");
        try
        {
            var snapshot = await Eventually.GetAsync(() => SnapshotAsync(admin), s => s.Brokers.Any(b => b.Cordoned), "the cordon");
            snapshot.Brokers.Where(b => b.Cordoned).Select(b => b.Id).ShouldBe([broker]);
        }
        finally
        {
            (await Kafka.RunToolAsync("kafka-configs", [.. entity, "--delete-config", "cordoned.log.dirs"])).EnsureSuccess("kafka-configs");
        }

        await Eventually.GetAsync(() => SnapshotAsync(admin), s => s.Brokers.All(b => !b.Cordoned), "its end");
    }

    [Fact]
    public async Task DescribeLogDirs_OfAFrozenBroker_IsAnErrorAndHoldsNobodyUp()
    {
        await using var admin = Connect();
        var brokers = (await admin.DescribeClusterAsync(Token)).Brokers;
        var (frozen, other) = (brokers[^1].Id, brokers[0].Id);
        await admin.DescribeLogDirsAsync([frozen], null, Token);
        await Kafka.SignalBrokerAsync(frozen, "STOP");
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(TimeSpan.FromMinutes(1)); // seconds on an idle machine; a hang ends here

            var answers = await admin.DescribeLogDirsAsync([frozen, other], null, limit.Token);

            answers.Single(a => a.BrokerId == frozen).Error.ShouldNotBeNull();
            answers.Single(a => a.BrokerId == other).Error.ShouldBeNull();
        }
        finally
        {
            await Kafka.SignalBrokerAsync(frozen, "CONT");
        }

        await Eventually.GetAsync(
            () => SnapshotAsync(admin),
            s => s.DeadBrokers.IsEmpty && s.Topics.All(t => t.Partitions.All(p => p.Health == Rebalancer.Cluster.PartitionHealth.Healthy)),
            "the thawed broker");
    }
}

/// <summary>Kafka 3.9.2 with ZooKeeper.</summary>
[Collection(nameof(Kafka392ZooKeeperCollection))]
public sealed class Kafka392ZooKeeperFacts(Kafka392ZooKeeperFixture fixture) : KafkaFacts(fixture)
{
    /// <inheritdoc/>
    protected override bool IsKRaft => false;

    /// <inheritdoc/>
    protected override bool CanForbidReplicationFactorChange => false;
}

/// <summary>Kafka 3.9.2, KRaft.</summary>
[Collection(nameof(Kafka392KRaftCollection))]
public sealed class Kafka392KRaftFacts(Kafka392KRaftFixture fixture) : KafkaFacts(fixture)
{
    /// <inheritdoc/>
    protected override bool CanForbidReplicationFactorChange => false;
}

/// <summary>Kafka 2.4.1 with ZooKeeper: HDInsight's, and the oldest with reassignment calls.</summary>
[Collection(nameof(Kafka241Collection))]
public sealed class Kafka241Facts(Kafka241Fixture fixture) : KafkaFacts(fixture)
{
    /// <inheritdoc/>
    protected override bool IsKRaft => false;

    /// <inheritdoc/>
    protected override bool CanForbidReplicationFactorChange => false;

    /// <inheritdoc/>
    protected override bool TellsFreeSpace => false;

    /// <inheritdoc/>
    protected override bool HasTopicIds => false;

    /// <inheritdoc/>
    protected override bool ThrottleRatesReadable => false;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> AcceptedThrottleLists => ["*", "0:1001,0:1002", "*,0:1001"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> ReassignmentToolServers => ["--zookeeper", Kafka.ZooKeeper];
}
