using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>Output of kafka-topics with a log line or a prompt first was taken for JSON, as both start with a bracket.</summary>
public sealed class TextAroundADescription : FieldCase
{
    private const string Description = """
        Topic: __infra_canary	TopicId: Qm3xT7vVRk2zY9aLr1WcNg	PartitionCount: 6	ReplicationFactor: 3	Configs: min.insync.replicas=2,cleanup.policy=delete
        	Topic: __infra_canary	Partition: 0	Leader: 0	Replicas: 0,1,2	Isr: 0,1,2
        	Topic: __infra_canary	Partition: 1	Leader: 1	Replicas: 1,2,3	Isr: 1,2,3
        	Topic: __infra_canary	Partition: 2	Leader: 2	Replicas: 2,3,4	Isr: 2,3,4
        	Topic: __infra_canary	Partition: 3	Leader: 3	Replicas: 3,4,5	Isr: 3,4,5
        	Topic: __infra_canary	Partition: 4	Leader: 4	Replicas: 4,5,0	Isr: 4,5,0
        	Topic: __infra_canary	Partition: 5	Leader: 5	Replicas: 5,0,1	Isr: 5,0,1

        """;

    public TextAroundADescription() =>
        Write("racks.csv", "broker,rack\n0,us-east-1a\n1,us-east-1c\n2,us-east-1b\n3,us-east-1b\n4,us-east-1a\n5,us-east-1c\n");

    [Theory]
    [InlineData("", "", "")]
    [InlineData("[2024-08-12 15:42:57,462] WARN [AdminClient clientId=adminclient-1] The DescribeTopicPartitions API is not supported "
        + "(org.apache)\n", "", "1 line ")]
    [InlineData("[kafka@edge-1 bin]$ ./kafka-topics.sh --bootstrap-server localhost:9092 --describe\n", "[kafka@edge-1 bin]$ ", "2 lines ")]
    [InlineData("[1@host]# kafka-topics.sh --describe\n", "", "1 line ")]
    [InlineData("\uFEFFPS C:\\kafka> .\\bin\\windows\\kafka-topics.bat --describe\r\n", "\r\nPS C:\\kafka> ", "2 lines ")]
    [InlineData("Warning: --zookeeper is deprecated, and will be removed in a future version of Kafka.\n", "", "1 line ")]
    [InlineData("OpenJDK 64-Bit Server VM warning: If the number of processors is expected to increase\n\n", "", "1 line ")]
    [InlineData("[2024-08-12] WARN The API is not supported (org.apache)\n[15:42:57,462] WARN again\n", "", "2 lines ")]
    [InlineData("[12/Aug/2024:15:42:57 +0000] WARN The API is not supported\n", "[2024] done\n", "2 lines ")]
    [InlineData("{\"level\":\"warn\",\"msg\":\"The API is not supported\"}\n", "{\"@timestamp\":\"2024\"}\n", "2 lines ")]
    public async Task Plan_DescriptionWithTextAround_IsPlannedAsWithout(string before, string after, string passed)
    {
        Write("describe.txt", before + Description + after);

        var report = await Json("plan", "--assignment", "describe.txt", "--topology", "racks.csv");

        report.GetProperty("bounds").GetProperty("moves").GetProperty("value").GetInt32().ShouldBe(4);
        report.GetProperty("partitions").GetArrayLength().ShouldBe(4);
        var notes = Notes(report).Where(n => n.Contains("passed over", StringComparison.Ordinal)).ToArray();
        notes.Length.ShouldBe(passed.Length == 0 ? 0 : 1);
        notes.ShouldAllBe(n => n.StartsWith($"reason: describe.txt: {passed}"));
    }

    [Theory]
    [InlineData("Error while executing topic command : Timed out\n[2024-08-12] ERROR java.util.concurrent.TimeoutException\n",
        "it starts with \"Error while executing topic command : Timed out\"")]
    [InlineData(Description + "\tTopic: __infra_can", "names neither a partition nor a partition count. Perhaps the line was cut off.")]
    [InlineData(Description + "\tTopic: orders\tPart", "names neither a partition nor a partition count. Perhaps the line was cut off.")]
    public async Task Plan_OutputOfAFailedOrCutOffTool_IsOneClearLine(string text, string expected)
    {
        Write("describe.txt", text);

        (await Fail(ExitCode.BadInput, "plan", "--assignment", "describe.txt", "--topology", "racks.csv")).ShouldContain(expected);
    }

    [Fact]
    public async Task Plan_DescriptionOfAPart_IsWarnedOfByItsCommand()
    {
        Write("describe.txt", "$ kafka-topics.sh --bootstrap-server b:9092 --describe --topic __infra_canary\n" + Description);

        Notes(await Json("plan", "--assignment", "describe.txt", "--topology", "racks.csv"))
            .ShouldContain($"warning: describe.txt was listed with --topic, so it may hold only a part of the cluster; every load is "
                + "wrong then.");
    }
}
