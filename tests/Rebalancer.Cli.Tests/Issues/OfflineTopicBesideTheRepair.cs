using System.Text.Json;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// A topic without a live replica stood in the way of the repair of all others: a broker is lost for good, and one topic had its only copy
/// there.
/// </summary>
public sealed class OfflineTopicBesideTheRepair : FieldCase
{
    public OfflineTopicBesideTheRepair()
    {
        Write("brokers.csv", "broker,rack\n101,a\n102,b\n104,a\n105,b\n");
        Write("describe.txt", """
            Topic: events	PartitionCount: 3	ReplicationFactor: 3	Configs: min.insync.replicas=1
            	Topic: events	Partition: 0	Leader: 101	Replicas: 103,101,102	Isr: 101,102	Elr: 	LastKnownElr: 
            	Topic: events	Partition: 1	Leader: 104	Replicas: 104,105,101	Isr: 104,105,101	Elr: 	LastKnownElr: 
            	Topic: events	Partition: 2	Leader: 105	Replicas: 105,103,104	Isr: 105,104	Elr: 	LastKnownElr: 
            Topic: one-copy	PartitionCount: 1	ReplicationFactor: 1	Configs: min.insync.replicas=1
            	Topic: one-copy	Partition: 0	Leader: none	Replicas: 103	Isr: 103	Elr: 	LastKnownElr: 
            """);
    }

    [Fact]
    public async Task Plan_Repair_MendsWhatCanBeAndNamesWhatCannot()
    {
        var report = await Json(
            "plan", "--assignment", "describe.txt", "--topology", "brokers.csv", "--aim", "repair", "--out", File("plan"));

        Notes(report).ShouldContain(n => n.Contains("one-copy-0", StringComparison.Ordinal));
        Notes(report).ShouldContain("warning: Partitions sharing one rack go up from 1 to 3: where a partition has more live replicas than "
            + "there are domains that may hold them, some share one.");
        var lists = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(File("plan"), "reassignment.json"))).RootElement
            .GetProperty("partitions").EnumerateArray()
            .ToDictionary(p => $"{p.GetProperty("topic")}-{p.GetProperty("partition")}", p => p.GetProperty("replicas").ToString());
        lists.Keys.Order().ShouldBe(["events-0", "events-2"]);
        lists.Values.ShouldAllBe(l => !l.Contains("103"));
    }
}
