using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// A topic of RF 2 with min.insync.replicas 2 is raised to 3, by this tool or by a file of another; check-plan refused both.
/// </summary>
public sealed class RaisedReplicationFactor : FieldCase
{
    public RaisedReplicationFactor()
    {
        Write("racks.csv", "broker,rack\n1,use1-az1\n2,use1-az2\n3,use1-az4\n");
        Write("describe.txt", """
            Topic: state	PartitionCount: 3	ReplicationFactor: 2	Configs: min.insync.replicas=2
            	Topic: state	Partition: 0	Leader: 1	Replicas: 1,3	Isr: 1,3
            	Topic: state	Partition: 1	Leader: 2	Replicas: 2,1	Isr: 2,1
            	Topic: state	Partition: 2	Leader: 3	Replicas: 3,2	Isr: 3,2
            """);
        Write("raise.json", Lists("[1,3,2]", "[2,1,3]", "[3,2,1]"));
    }

    [Fact]
    public async Task Plan_AddsAReplicaOnTheMissingRack()
    {
        var plan = await Json(
            "plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--topics", "state", "--replication-factor", "3");

        plan.GetProperty("partitions").EnumerateArray()
            .Select(p => string.Join(',', p.GetProperty("after").EnumerateArray().Select(id => id.GetInt32())))
            .ShouldBe(["1,3,2", "2,1,3", "3,2,1"]);
    }

    [Fact]
    public async Task CheckPlan_NothingSaid_IsRefusedAndNamesTheOption()
    {
        var output = await Fail(ExitCode.Failed, Check("raise.json"));

        output.ShouldContain("state-0 has 2 replicas and would have 3");
        output.ShouldContain(
            "Do not apply it. Where other replication factors are meant, --allow-replication-factor-change judges the plan with them.");
        output.ShouldNotContain("Note: Where other replication factors");
    }

    [Fact]
    public async Task CheckPlan_Allowed_IsJudgedAndCounted()
    {
        var output = await Succeed([.. Check("raise.json"), "--allow-replication-factor-change"]);

        output.ShouldContain("3 partitions to change");
        output.ShouldContain("3 of 6 (50.0 %)");
    }

    [Fact]
    public async Task CheckPlan_ListsOfOneTopicThatDiffer_AreRefused()
    {
        Write("mixed.json", Lists("[1,3,2]", "[2,1]", "[3,2,1]"));

        var output = await Fail(ExitCode.Failed, [.. Check("mixed.json"), "--allow-replication-factor-change"]);

        output.ShouldContain("state-0 has 2 replicas and would have 3");
        output.ShouldContain("accepts one other replication factor for each topic: all its lists must have the same number of replicas.");
    }

    private static string[] Check(string file) => ["check-plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--plan", file];

    private static string Lists(params string[] lists) =>
        "{\"version\":1,\"partitions\":["
        + string.Join(',', lists.Select((list, i) => $"{{\"topic\":\"state\",\"partition\":{i},\"replicas\":{list}}}")) + "]}";
}
