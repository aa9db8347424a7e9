using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// Brokers that --topic-brokers keeps a topic from were said to be of no use to the best spread, and spread "preferred" to use them.
/// </summary>
public sealed class TopicBrokersAndSpread : FieldCase
{
    public TopicBrokersAndSpread()
    {
        Write("racks.csv", "broker,rack\n1,a\n2,b\n3,c\n4,a\n5,b\n6,c\n");
        Write("only.csv", "x,4,5,6\n");
        Write("describe.txt", """
            Topic: x	PartitionCount: 3	ReplicationFactor: 2	Configs: 
            	Topic: x	Partition: 0	Leader: 1	Replicas: 1,2	Isr: 1,2
            	Topic: x	Partition: 1	Leader: 2	Replicas: 2,1	Isr: 2,1
            	Topic: x	Partition: 2	Leader: 3	Replicas: 3,4	Isr: 3,4
            """);
    }

    [Theory]
    [InlineData("required")]
    [InlineData("preferred")]
    public async Task Plan_BrokersThatAreNotTheTopics_AreNoMatterOfTheSpread(string spread)
    {
        var notes = Notes(await Json(
            "plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--topic-brokers", "only.csv", "--spread", spread));

        notes.ShouldNotContain(note => note.Contains("best spread"));
        notes.ShouldNotContain(note => note.Contains("unnecessarily"));
    }
}
