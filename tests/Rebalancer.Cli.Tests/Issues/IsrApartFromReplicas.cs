using System.Text.Json;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// An ISR that names other brokers than the replicas was taken for a healthy one of the same length; one that names a broker twice made the
/// file unreadable.
/// </summary>
public sealed class IsrApartFromReplicas : FieldCase
{
    public IsrApartFromReplicas() => Write("racks.csv", "broker,rack\n1,a\n2,b\n3,c\n4,a\n5,b\n6,c\n");

    [Theory]
    [InlineData("1,2,3", "ledger-a-1 (1), ledger-a-2 (1, 2, 3)")]
    [InlineData("1,2,2", "ledger-a-1 (1), ledger-a-2 (1, 2)")]
    public async Task Describe_IsrOfStrangers_CountsByItsMembers(string isr, string strangers)
    {
        Write("describe.txt", $"""
            Topic: ledger-a	PartitionCount: 3	ReplicationFactor: 3	Configs: 
            	Topic: ledger-a	Partition: 0	Leader: 1	Replicas: 1,2,3	Isr: 1,2,3
            	Topic: ledger-a	Partition: 1	Leader: 2	Replicas: 2,3,4	Isr: 2,3,4,1
            	Topic: ledger-a	Partition: 2	Leader: 5	Replicas: 4,5,6	Isr: {isr}
            """);

        var report = await Json("describe", "--assignment", "describe.txt", "--topology", "racks.csv");

        Health(report).ShouldBe(["underReplicated 1"]);
        Notes(report).ShouldContain(
            $"warning: The ISR of 2 partitions names brokers that hold no replica of them: {strangers}. These do not count as in sync.");
        Notes(report).ShouldContain(note => note.StartsWith("warning: Broker 6 counts as live because racks.csv lists it, but"));
        Notes(report).Length.ShouldBe(isr == "1,2,2" ? 3 : 2);
    }

    [Fact]
    public async Task Plan_NothingToChange_SaysOfTheClusterWhatDescribeSays()
    {
        Write("describe.txt", """
            Topic: ledger-a	PartitionCount: 3	ReplicationFactor: 3	Configs: 
            	Topic: ledger-a	Partition: 0	Leader: 1	Replicas: 1,2,3	Isr: 1,2,3
            	Topic: ledger-a	Partition: 1	Leader: 2	Replicas: 2,3,4	Isr: 2,3,4
            	Topic: ledger-a	Partition: 2	Leader: 5	Replicas: 4,5,6	Isr: 1,2,2
            """);
        string[] input = ["--assignment", "describe.txt", "--topology", "racks.csv"];
        string[] state = ["Not healthy: 1 under-replicated.", "Now: 1 partition of 3 takes no writes."];

        foreach (var command in new[] { "describe", "plan" })
        {
            var lines = (await Succeed([command, .. input])).Split('\n').Select(line => line.Trim()).ToList();

            state.ShouldBeSubsetOf(lines, command);
            lines.Contains("Already balanced: the plan is empty.").ShouldBe(command == "plan");
        }
    }

    [Fact]
    public async Task Describe_SnapshotOfTheSame_CountsTheSame()
    {
        Write("snapshot.json", """
            {"brokers":[{"id":1,"host":""},{"id":2,"host":""},{"id":3,"host":""},{"id":4,"host":""}],
             "topics":[{"name":"t","minInSyncReplicas":2,"partitions":[
               {"partition":0,"replicas":[1,2],"leader":1,"isr":[1,2]},
               {"partition":1,"replicas":[1,2],"leader":1,"isr":[1,4]},
               {"partition":2,"replicas":[1,2],"leader":-1,"isr":[3,3]}]}]}
            """);

        var report = await Json("describe", "--snapshot", "snapshot.json");

        Health(report).ShouldBe(["underReplicated 2", "leaderless 1", "underMinIsr 2"]);
        Notes(report).ShouldBe([
            "warning: snapshot.json: the ISR of 1 partition names a broker more than once, counted once: t-2 (3).",
            "warning: The ISR of 2 partitions names brokers that hold no replica of them: t-1 (4), t-2 (3). These do not count as in sync.",
        ]);
    }

    private static string[] Health(JsonElement report) =>
        [.. report.GetProperty("health").EnumerateArray()
            .Select(h => $"{h.GetProperty("state").GetString()} {h.GetProperty("partitions").GetInt32()}")];
}
