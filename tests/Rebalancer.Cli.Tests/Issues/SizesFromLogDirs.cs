using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// Where the planner cannot reach Kafka, sizes can come from the output of kafka-log-dirs; unknown ones were printed as "0 B".
/// </summary>
public sealed class SizesFromLogDirs : FieldCase
{
    private const string Headings = "Querying brokers for log directories information\nReceived log directory information from brokers "
        + "1,2,3\n";

    public SizesFromLogDirs()
    {
        Write("racks.csv", "broker,rack\n1,use1-az1\n2,use1-az2\n3,use1-az4\n");
        Write("describe.txt", """
            Topic: app.state-changelog	PartitionCount: 3	ReplicationFactor: 2	Configs: min.insync.replicas=2
            	Topic: app.state-changelog	Partition: 0	Leader: 1	Replicas: 1,3	Isr: 1,3
            	Topic: app.state-changelog	Partition: 1	Leader: 2	Replicas: 2,1	Isr: 2,1
            	Topic: app.state-changelog	Partition: 2	Leader: 3	Replicas: 3,2	Isr: 3,2
            """);
        Write("log-dirs.txt", Headings + LogDirs(
            Broker(1, Replica(0, 107374182400), Replica(1, 1048576)), Broker(2, Replica(1, 1048576), Replica(2, 2097152)),
                Broker(3, Replica(0, 107374182400), Replica(2, 2097152))));
    }

    [Fact]
    public async Task Describe_LogDirs_TellTheBytes()
    {
        var report = await Json("describe", "--assignment", "describe.txt", "--topology", "racks.csv", "--log-dirs", "log-dirs.txt");

        report.GetProperty("unknownSizeCount").GetInt32().ShouldBe(0);
        report.GetProperty("metrics").GetProperty("brokers").EnumerateArray().Select(b => b.GetProperty("bytes").GetInt64())
            .ShouldBe([107375230976, 3145728, 107376279552]);
        Notes(report).ShouldBeEmpty();
    }

    [Fact]
    public async Task Describe_LogDirsThatLackSome_SayWhat()
    {
        Write("some.txt", LogDirs(
            Broker(1, Replica(0, 5), Replica(1, 1, isFuture: true), """{"partition":"gone-7","size":1,"offsetLag":0,"isFuture":false}"""),
            """{"broker":3,"logDirs":[{"partitions":[{"partition":"app.state-changelog-1","size":9}]"""
                + ""","error":"KafkaStorageException","logDir":"/d"}]}"""));

        var report = await Json("describe", "--assignment", "describe.txt", "--topology", "racks.csv", "--log-dirs", "some.txt");

        report.GetProperty("unknownSizeCount").GetInt32().ShouldBe(2);
        Notes(report).ShouldBe([
            "warning: some.txt does not mention 1 live broker: 2. Sizes come from the other replicas.",
            "warning: some.txt: 1 log dir could not be read when it was made: broker 3 /d: KafkaStorageException.",
            "warning: some.txt has 1 partition that the cluster does not have: gone-7.",
            "warning: The sizes of 2 partitions are still not known.",
        ]);
    }

    [Fact]
    public async Task Describe_NoSizes_SaysNotKnown()
    {
        var output = await Succeed("describe", "--assignment", "describe.txt", "--topology", "racks.csv");

        output.ShouldNotContain("0 B");
        output.ShouldContain("not known");
    }

    [Fact]
    public async Task Describe_LogDirsAsAnotherInput_NamesItsOption() =>
        (await Fail(ExitCode.BadInput, "describe", "--snapshot", "log-dirs.txt"))
            .ShouldContain("this is the output of kafka-log-dirs, which goes to --log-dirs");

    [Fact]
    public async Task Describe_LogDirsOfAnotherCluster_AreRefused()
    {
        Write(
            "other.txt",
            LogDirs("""{"broker":1,"logDirs":[{"partitions":[{"partition":"other-0","size":9}],"error":null,"logDir":"/d"}]}"""));

        (await Fail(ExitCode.BadInput, "describe", "--assignment", "describe.txt", "--topology", "racks.csv", "--log-dirs", "other.txt"))
            .ShouldContain("it holds none of the cluster's partitions, but for example other-0");
    }

    private static string LogDirs(params string[] brokers) => $"{{\"version\":1,\"brokers\":[{string.Join(',', brokers)}]}}\n";

    private static string Broker(int id, params string[] replicas) =>
        $"{{\"broker\":{id},\"logDirs\":[{{\"partitions\":[{string.Join(',', replicas)}],\"error\":null,\"logDir\":\"/data\"}}]}}";

    private static string Replica(int partition, long size, bool isFuture = false) =>
        $"{{\"partition\":\"app.state-changelog-{partition}\",\"size\":{size},\"offsetLag\":0,"
            + $"\"isFuture\":{(isFuture ? "true" : "false")}}}";
}
