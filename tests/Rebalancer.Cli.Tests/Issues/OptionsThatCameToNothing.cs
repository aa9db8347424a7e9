using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// Options that were taken and had no effect, without a word: a drain beside a replacement, a replication factor of what is pinned or not
/// selected, a topic's configuration in the script.
/// </summary>
public sealed class OptionsThatCameToNothing : FieldCase
{
    private static readonly string[] s_source = ["--assignment", "describe.txt", "--topology", "racks.csv"];

    public OptionsThatCameToNothing()
    {
        Write("racks.csv", "broker,rack\n1,a\n2,b\n3,c\n4,a\n");
        Write("describe.txt", """
            Topic: audit	PartitionCount: 2	ReplicationFactor: 2	Configs: min.insync.replicas=1
            	Topic: audit	Partition: 0	Leader: 1	Replicas: 1,2	Isr: 1,2
            	Topic: audit	Partition: 1	Leader: 2	Replicas: 2,3	Isr: 2,3
            Topic: orders	PartitionCount: 1	ReplicationFactor: 2	Configs: min.insync.replicas=1
            	Topic: orders	Partition: 0	Leader: 3	Replicas: 3,2	Isr: 3,2
            """);
        Write("factors.csv", "topic,replication_factor\naudit,3\n");
    }

    [Fact]
    public async Task Replace_WithADrain_SaysThatNothingLeavesTheDrainedBroker()
    {
        var report = await Json(["plan", .. s_source, "--replace", "1=4", "--drain", "2"]);

        Notes(report).ShouldContain(
            "warning: A plan that replaces brokers changes nothing else, so it does not drain broker 2 (3 replicas): drain in a separate "
                + "plan.");
    }

    [Theory]
    [InlineData("audit-0, audit-1", "--replication-factor", "3", "--topics", "audit", "--pin", "audit")]
    [InlineData("audit-0, audit-1", "--replication-factors", "factors.csv", "--topics", "orders")]
    [InlineData("audit-0, audit-1", "--replication-factors", "factors.csv", "--exclude-topics", "audit")]
    public async Task ReplicationFactor_OfWhatMayNotChange_SaysWhatKeepsItsOwn(string kept, params string[] options) =>
        Notes(await Json(["plan", .. s_source, .. options])).ShouldContain(
            "warning: 2 partitions keep their replication factor although a different one was asked for: they are pinned or not selected "
                + $"({kept}).");

    [Fact]
    public async Task ReplicationFactor_OnePartitionIsPinned_IsNamed() =>
        Notes(await Json([
            "plan", .. s_source, "--replication-factor", "3", "--topics", "audit", "--pin", "audit:0"])).ShouldHaveSingleItem()
            .ShouldStartWith("warning: 1 partition keeps its replication factor although a different one was asked for: it is pinned ");

    [Fact]
    public async Task Place_WithConfig_TheScriptHasIt()
    {
        await Succeed(["place", .. s_source, "--topic", "new", "--partitions", "1", "--replication-factor", "3",
            "--config", "min.insync.replicas=2,cleanup.policy=compact", "--out", File("placed")]);

        System.IO.File.ReadAllText(File("placed/create-topics.sh")).ShouldContain(
            " --config min.insync.replicas=2 --config cleanup.policy=compact\n");
    }

    [Fact]
    public async Task Place_ATopicThatNobodyCouldWriteTo_IsRefused() =>
        (await Fail(2, ["place", .. s_source, "--topic", "new", "--partitions", "1", "--replication-factor", "3",
            "--config", "min.insync.replicas=5"])).ShouldContain(
            "--config min.insync.replicas=5: topic new is to have 3 replicas, so no producer with acks=all could write to it");

    [Fact]
    public async Task Place_TwoNewTopicsThatKafkaDoesNotTellApart_IsRefused()
    {
        Write("topics.csv", "topic,partitions,replication_factor\nn1,1,2\nn_1,1,2\nn.1,1,2\n");

        (await Fail(2, ["place", .. s_source, "--topics-file", "topics.csv"])).ShouldContain(
            "Topics n_1 and n.1 cannot both be created: Kafka does not tell '.' and '_' apart.");
    }

    [Fact]
    public async Task Describe_PartitionsWithoutALeader_AreNoneThatALossWouldTake()
    {
        Write("describe.txt", """
            Topic: a	PartitionCount: 4	ReplicationFactor: 2	Configs: min.insync.replicas=1
            	Topic: a	Partition: 0	Leader: none	Replicas: 1,2	Isr: 
            	Topic: a	Partition: 1	Leader: none	Replicas: 1,3	Isr: 
            	Topic: a	Partition: 2	Leader: 3	Replicas: 3,4	Isr: 3,4
            	Topic: a	Partition: 3	Leader: 4	Replicas: 4,1	Isr: 4,1
            """);

        (await Succeed(["describe", .. s_source])).ReplaceLineEndings(" ").ShouldContain(
            "Now: 2 partitions of 4 take no writes, the loss of rack a would take 1 more offline");
    }
}
