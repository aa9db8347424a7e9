using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// Replication factors lowered to min.insync.replicas: the plan did not mention it, check-plan found it valid, and apply refused.
/// </summary>
public sealed class LoweredReplicationFactor : FieldCase
{
    private const string Warning = "'apply' refuses to lower 2 partitions of 2 topics (mid, small) to 2 replicas while min.insync.replicas "
        + "is 2: one broker down would stop producers with acks=all; lower min.insync.replicas to 1 first, or plan a replication factor of "
        + "at least 3.";

    public LoweredReplicationFactor()
    {
        Write("racks.csv", "broker,rack\n1,a\n2,b\n3,c\n");
        Write("describe.txt", """
            Topic: mid	PartitionCount: 1	ReplicationFactor: 3	Configs: min.insync.replicas=2
            	Topic: mid	Partition: 0	Leader: 1	Replicas: 1,2,3	Isr: 1,2,3
            Topic: small	PartitionCount: 1	ReplicationFactor: 3	Configs: min.insync.replicas=2
            	Topic: small	Partition: 0	Leader: 2	Replicas: 2,3,1	Isr: 2,3,1
            Topic: loose	PartitionCount: 1	ReplicationFactor: 3	Configs: min.insync.replicas=1
            	Topic: loose	Partition: 0	Leader: 3	Replicas: 3,1,2	Isr: 3,1,2
            """);
    }

    [Fact]
    public async Task Plan_WarnsOnceOfWhatApplyRefuses()
    {
        var output = OneLine(await Succeed([.. s_plan, "--topics", "mid,small,loose"]));

        output.ShouldContain(Warning);
        output.ShouldContain("The plan lowers the replication factor of 3 partitions (3 topics)");
    }

    [Fact]
    public async Task CheckPlan_OfThePlan_SaysThatApplyRefusesIt()
    {
        await Succeed([.. s_plan, "--topics", "mid,small", "--out", File("lowered")]);

        var output = OneLine(
            await Succeed("check-plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--plan", File("lowered")));

        output.ShouldContain(Warning);
        output.ShouldContain("The lists are valid, but apply refuses them: see the warning about min.insync.replicas");
        output.ShouldNotContain("nothing prevents applying it");
    }

    [Fact]
    public async Task Plan_AboveTheMinimum_DoesNotWarn() =>
        OneLine(await Succeed([.. s_plan, "--topics", "loose"])).ShouldNotContain("apply' refuses");

    private static readonly string[] s_plan =
        ["plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--replication-factor", "2"];

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
