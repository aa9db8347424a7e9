using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>A listing of some partitions was planned as if it were the whole cluster.</summary>
public sealed class PartOfACluster : FieldCase
{
    public PartOfACluster() => Write("racks.csv", "broker,rack\n0,a\n1,b\n2,c\n3,a\n4,b\n5,c\n");

    [Fact]
    public async Task Plan_UnderReplicatedListing_IsWarnedOf()
    {
        Write("urp.txt", """
            	Topic: orders	Partition: 1	Leader: 1	Replicas: 1,2,3	Isr: 1,2
            	Topic: orders	Partition: 3	Leader: 4	Replicas: 3,4,5	Isr: 4,5
            	Topic: orders	Partition: 5	Leader: 5	Replicas: 5,0,3	Isr: 5,0
            """);

        Notes(await Json("plan", "--assignment", "urp.txt", "--topology", "racks.csv")).ShouldContain(
            $"warning: urp.txt has no \"PartitionCount\" line for 1 topic, as in a listing of a part (--under-replicated-partitions, "
            + "for example). "
            + "Partitions are missing in between: orders has 1, 3, 5. Every load is wrong if the cluster has more than this.");
    }

    /// <summary>Brokers that the table left out were taken for dead, though they led partitions and were in sync with them.</summary>
    [Fact]
    public async Task Plan_TableOfSomeBrokers_IsRefusedWithTheOthersNamed()
    {
        Write("some.csv", "broker,rack\n0,a\n1,b\n");
        Write("describe.txt", """
            Topic: t	PartitionCount: 3	ReplicationFactor: 2	Configs: 
            	Topic: t	Partition: 0	Leader: 0	Replicas: 0,2	Isr: 0,2
            	Topic: t	Partition: 1	Leader: 3	Replicas: 3,1	Isr: 3,1
            	Topic: t	Partition: 2	Leader: none	Replicas: 9	Isr: 9
            """);

        (await Fail(ExitCode.BadInput, "plan", "--assignment", "describe.txt", "--topology", "some.csv"))
            .ShouldContain("2 of 4 live brokers lack a rack: 2, 3.");
        var plan = await Json("plan", "--assignment", "describe.txt", "--topology", "some.csv", "--allow-missing-domains");
        Notes(plan).ShouldContain("warning: Broker 9 is listed neither as live nor as dead, but holds 1 replica; it counts as dead.");
    }

    [Fact]
    public async Task Plan_ReassignmentWithGaps_IsWarnedOf()
    {
        Write(
            "some.json",
            """{"partitions":[{"topic":"orders","partition":7,"replicas":[0,1]},{"topic":"orders","partition":2,"replicas":[1,2]}]}""");

        Notes(await Json("plan", "--assignment", "some.json", "--topology", "racks.csv")).ShouldContain(
            "warning: some.json seems to hold only a part of the cluster. Partitions are missing in between: orders has 2, 7. Every "
                + "load is wrong then.");
    }

    [Fact]
    public async Task Plan_MixedReplicationFactors_AreNamed()
    {
        Write("describe.txt", """
            Topic:LoadTest_A	PartitionCount:4	ReplicationFactor:4	Configs:
            	Topic: LoadTest_A	Partition: 0	Leader: 1	Replicas: 3,0,1,2	Isr: 1,2,3
            	Topic: LoadTest_A	Partition: 1	Leader: 4	Replicas: 4,2,3	Isr: 4,2,3
            	Topic: LoadTest_A	Partition: 2	Leader: 5	Replicas: 5,3,4	Isr: 5,3,4
            	Topic: LoadTest_A	Partition: 3	Leader: 3	Replicas: 3,0,1,2	Isr: 3,1,2
            Topic:whole	PartitionCount:1	ReplicationFactor:3	Configs:
            	Topic: whole	Partition: 0	Leader: 5	Replicas: 5,3,4	Isr: 5,3,4
            """);

        Notes(await Json("plan", "--assignment", "describe.txt", "--topology", "racks.csv")).ShouldContain(
            "warning: The partitions of a topic have different replication factors: LoadTest_A has 2 partitions of RF 3 and 2 "
            + "partitions of RF 4 (0, 3). Perhaps a reassignment was broken off.");
    }

    [Fact]
    public async Task Plan_PartitionInFlight_SaysThatThePlanReplacesIt()
    {
        Write("describe.txt", """
            Topic: t	PartitionCount: 2	ReplicationFactor: 3	Configs: 
            	Topic: t	Partition: 0	Leader: 0	Replicas: 3,1,2,0	Isr: 0,1,2	Adding Replicas: 3	Removing Replicas: 0
            	Topic: t	Partition: 1	Leader: 0	Replicas: 0,3,1	Isr: 0,3,1	Adding Replicas: 	Removing Replicas: 
            """);

        Notes(await Json("plan", "--assignment", "describe.txt", "--topology", "racks.csv")).ShouldContain(n => n.StartsWith(
            "warning: 1 partition was being reassigned when the cluster was read (t-0)."));
    }
}
