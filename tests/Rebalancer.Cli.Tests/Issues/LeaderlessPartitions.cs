using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// A partition without a leader takes no writes, whatever in-sync replicas Kafka remembers of it: it counted as online.
/// </summary>
public sealed class LeaderlessPartitions : FieldCase
{
    [Theory]
    [InlineData("1,2,3")]
    [InlineData("1")]
    [InlineData("")]
    public async Task Describe_PartitionWithoutLeader_TakesNoWrites(string isr)
    {
        Write("racks.csv", "broker,rack\n1,a\n2,b\n3,c\n4,a\n5,b\n6,c\n");
        Write("describe.txt", $"""
            Topic: q	PartitionCount: 2	ReplicationFactor: 3	Configs: min.insync.replicas=2
            	Topic: q	Partition: 0	Leader: none	Replicas: 1,2,3	Isr: {isr}
            	Topic: q	Partition: 1	Leader: 4	Replicas: 4,5,6	Isr: 4,5,6
            """);

        var output = await Succeed("describe", "--assignment", "describe.txt", "--topology", "racks.csv");

        output.ShouldContain("Now: 1 partition of 2 takes no writes");
        output.ShouldMatch("rack a +1 +1 +1\n");
        output.ShouldMatch("broker 1 +1 +1 +0\n");
    }
}
