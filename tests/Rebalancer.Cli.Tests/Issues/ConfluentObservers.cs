using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// Confluent's observers and placement constraints were ignored: an observer in another region became the preferred leader.
/// </summary>
public sealed class ConfluentObservers : FieldCase
{
    public ConfluentObservers()
    {
        Write("racks.csv", "broker,rack\n1,west\n2,west\n3,east\n4,east\n");
        Write("describe.txt", """
            Topic: single-region	PartitionCount: 1	ReplicationFactor: 2	Configs: min.insync.replicas=1,confluent.placement.constraints={"version":1,"replicas":[{"count":2,"constraints":{"rack":"west"}}],"observers":[]}
            	Topic: single-region	Partition: 0	Leader: 2	Replicas: 2,1	Isr: 2,1	Offline: 
            Topic: multi-region-async	PartitionCount: 1	ReplicationFactor: 4	Configs: min.insync.replicas=1,confluent.placement.constraints={"version": 1,"replicas":[{"count": 2,"constraints":{"rack": "west"}}],"observers":[{"count":2,"constraints":{"rack":"east"}}]}
            	Topic: multi-region-async	Partition: 0	Leader: 2	Replicas: 2,1,3,4	Isr: 2,1	Offline: 	Observers: 3,4
            Topic: multi-region-default	PartitionCount: 1	ReplicationFactor: 4	Configs: min.insync.replicas=1
            	Topic: multi-region-default	Partition: 0	Leader: 1	Replicas: 1,2,3,4	Isr: 1,2	Offline: 	LiveObservers: 3,4
            Topic: plain	PartitionCount: 2	ReplicationFactor: 2	Configs: 
            	Topic: plain	Partition: 0	Leader: 1	Replicas: 1,2	Isr: 1,2
            	Topic: plain	Partition: 1	Leader: 1	Replicas: 1,2	Isr: 1,2
            """);
    }

    [Fact]
    public async Task Plan_TopicsWithObserversOrConstraints_AreLeftAlone()
    {
        var report = await Json("plan", "--assignment", "describe.txt", "--topology", "racks.csv");

        report.GetProperty("partitions").EnumerateArray().Select(p => p.GetProperty("topic").GetString()).Distinct().ShouldBe(["plain"]);
        Notes(report).ShouldContain(
            "warning: 3 topics with placement constraints or observers of Confluent Server, which cannot be planned here; "
            + "not changed: multi-region-async, multi-region-default, single-region.");
    }

    [Fact]
    public async Task CheckPlan_Observers_AreAnError()
    {
        Write(
            "swap.json",
            """{"version":1,"partitions":[{"topic":"multi-region-async","partition":0,"replicas":[1,2,4,3],"observers":[4,3]}]}""");

        var output = await Fail(
            ExitCode.Failed, "check-plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--plan", "swap.json");

        output.ShouldContain("Not valid: 1 error");
        output.ShouldContain("the observers of 1 partition (multi-region-async-0) are Confluent Server's and cannot be carried out here");
    }

    [Fact]
    public async Task CheckPlan_ListsOfAConstrainedTopic_AreAWarning()
    {
        Write("swap.json", """{"version":1,"partitions":[{"topic":"multi-region-async","partition":0,"replicas":[1,2,4,3]}]}""");

        (await Succeed("check-plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--plan", "swap.json"))
            .ShouldContain("1 partition (multi-region-async-0) of topics that Confluent Server places by constraints");
    }

    [Fact]
    public async Task Apply_Observers_AreRefusedBeforeTheClusterIsAsked()
    {
        Write(
            "swap.json",
            """{"version":1,"partitions":[{"topic":"multi-region-async","partition":0,"replicas":[1,2,4,3],"observers":[4,3]}]}""");

        (await Fail(ExitCode.BadInput, "apply", "--reassignment", "swap.json", "--bootstrap-server", "localhost:1", "--yes"))
            .ShouldContain("the observers of 1 partition");
    }
}
