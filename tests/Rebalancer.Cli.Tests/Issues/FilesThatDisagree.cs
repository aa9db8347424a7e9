using Shouldly;
using Xunit;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>A broker that the list of live brokers called fenced, or did not name, was given replicas because an ISR named it.</summary>
public sealed class FilesThatDisagree : FieldCase
{
    public FilesThatDisagree()
    {
        Write("describe.txt", """
            Topic: t	PartitionCount: 3	ReplicationFactor: 2	Configs: 
            	Topic: t	Partition: 0	Leader: 1	Replicas: 1,2	Isr: 1,2
            	Topic: t	Partition: 1	Leader: 2	Replicas: 2,3	Isr: 2,3
            	Topic: t	Partition: 2	Leader: 2	Replicas: 2,4	Isr: 2,4
            """);
        Write("brokers.txt", """
            wn1:9092 (id: 1 rack: FD0UD0 isFenced: false) -> (
            wn2:9092 (id: 2 rack: FD1UD1 isFenced: false) -> (
            wn4:9092 (id: 4 rack: FD2UD0 isFenced: true) -> (
            """);
    }

    [Theory]
    [InlineData]
    [InlineData("--topology", "racks.csv")]
    public async Task Plan_BrokerInSyncThatIsNotListedAsLive_CountsAsDeadAndIsNamed(params string[] more)
    {
        Write("racks.csv", "broker,fd,ud\n1,0,0\n2,1,1\n3,2,1\n4,2,0\n");

        var plan = await Json(["plan", "--assignment", "describe.txt", "--brokers-file", "brokers.txt", .. more]);

        Notes(plan).ShouldContain(
            "warning: describe.txt shows 2 brokers in sync that brokers.txt does not list as live, so they count as dead: 3, 4. "
            + "Perhaps the files were not written at the same time; write both anew.");
        plan.GetProperty("brokerCount").GetInt32().ShouldBe(2);
        plan.GetProperty("partitions").EnumerateArray().SelectMany(p => p.GetProperty("after").EnumerateArray())
            .Select(id => id.GetInt32()).Except([1, 2]).ShouldBeEmpty();
    }
}
