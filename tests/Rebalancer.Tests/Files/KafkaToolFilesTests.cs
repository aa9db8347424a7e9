using System.Text;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Rebalancer.TestKit;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

/// <summary>Outputs of kafka-broker-api-versions and kafka-log-dirs, as Kafka 2.4 to 4.3 print them.</summary>
public sealed class KafkaToolFilesTests
{
    private const string Brokers = """
        [2026-11-27 10:00:00,000] WARN something (org.apache.kafka)
        127.0.1.1:24093 (id: 1001 rack: FD0UD0 isFenced: false) -> (
        	Produce(0): 0 to 13 [usable: 13],
        	ListPartitionReassignments(46): 0 [usable: 0],
        	GetTelemetrySubscriptions(71): UNSUPPORTED,
        	UNKNOWN(92): 0
        )
        wn1-kf.example:9092 (id: 1002 rack: null) -> (
        	Produce(0): 0 to 8 [usable: 8]
        )
        ::1:9092 (id: 1003 rack: /a b/c isFenced: false) -> ERROR: org.apache.kafka.common.errors.DisconnectException
        wn3-kf:9092 (id: 1004 rack: FD1UD1 isFenced: true) -> (
        )

        """;

    private const string LogDirs = """
        Querying brokers for log directories information
        Received log directory information from brokers 1001,1002
        {"brokers":[{"broker":1001,"logDirs":[{"partitions":[{"partition":"t-1-0","size":7,"offsetLag":0,"isFuture":false}],"error":null,"logDir":"/d"}]},
         {"logDirs":[{"logDir":"/e","error":null,"partitions":[{"partition":"t-1-0","size":9},{"partition":"t-1-0","size":99,"isFuture":true}]}],"broker":1002}],"version":1}

        """;

    [Fact]
    public void BrokersFile_OutputOfTheTool_GivesIdsHostsAndRacks()
    {
        var table = BrokersFile.Read(Input(Brokers));

        table.Dimensions.ShouldBe([RackDimension.Rack]);
        table.LiveBrokers().ShouldBe([
            new Broker(1001, "127.0.1.1", "FD0UD0"), new Broker(1002, "wn1-kf.example", null), new Broker(1003, "::1", "/a b/c"),
        ]);
        table.Warnings.ShouldBe([
            "f: 1 fenced broker left out, so as not to be counted as live: 1004.",
            "f: 1 broker did not answer Kafka's tool but counts as live, since Kafka's metadata named it: 1003.",
        ]);
        table.Notes.ShouldHaveSingleItem().ShouldStartWith("f: 1 line that does not belong to it was passed over, \"[2026-11-27");
    }

    [Theory]
    [InlineData("hello\n", "f: it names no broker as kafka-broker-api-versions.sh does; it starts with \"hello\".")]
    [InlineData("a:1 (id: 1 rack: null) -> (\n)\nb:1 (id: 1 rack: null) -> (\n)\n", "f, line 3: broker 1 is listed twice.")]
    [InlineData("a:1 (id: -1 rack: null) -> (\n)\n", "f, line 1: the broker id \"-1\" is not a number from 0 to 2147483647.")]
    [InlineData("a:1 (id: 99999999999 rack: null) -> (\n)\n", "f, line 1: the broker id \"99999999999\" is not a number")]
    public void BrokersFile_OtherText_SaysWhatIsWrong(string text, string expected) =>
        Should.Throw<InputException>(() => BrokersFile.Read(Input(text))).Message.ShouldStartWith(expected);

    [Fact]
    public void LogDirsFile_OutputOfTheTool_GivesTheLargestReplica() =>
        LogDirsFile.AddSizes(Input(LogDirs), Cluster()).Topics[0].Partitions[0].Size.Bytes.ShouldBe(9);

    [Theory]
    [InlineData("{\"version\":2}", "version 2 of kafka-log-dirs' JSON is not known")]
    [InlineData("{\"version\":1}", "\"brokers\" is missing")]
    [InlineData("{\"brokers\":[{\"broker\":1}]}", "the broker has no \"logDirs\"")]
    [InlineData("{\"brokers\":[{\"logDirs\":[]}]}", "the broker has no \"broker\"")]
    [InlineData("{\"brokers\":[{\"broker\":1,\"logDirs\":[]},{\"broker\":1,\"logDirs\":[]}]}", "broker 1 is listed twice")]
    [InlineData("{\"brokers\":[{\"broker\":1,\"logDirs\":[{\"partitions\":[{\"partition\":\"t\",\"size\":1}]}]}]}",
        "the partition \"t\" is not a topic and a number")]
    [InlineData("{\"brokers\":[{\"broker\":1,\"logDirs\":[{\"partitions\":[{\"partition\":\"t-0\",\"size\":-1}]}]}]}",
        "the size -1 is out of range")]
    [InlineData("{\"brokers\":[{\"broker\":1,\"logDirs\":[{\"partitions\":[{\"partition\":\"t-0\"}]}]}]}", "the partition has no \"size\"")]
    [InlineData("{\"partitions\":[]}", "which goes to --assignment as the cluster or to --plan as a plan")]
    [InlineData("{\"topics\":[]}", "this is a cluster snapshot, which goes to --snapshot")]
    public void LogDirsFile_OtherJson_SaysWhatIsWrong(string json, string expected) =>
        Should.Throw<InputException>(() => LogDirsFile.AddSizes(Input(json), Cluster())).Message.ShouldContain(expected);

    [Fact]
    public void Read_AnyDamagedFile_GivesAValueOrOneLine()
    {
        foreach (var text in Damage.Of(Brokers, LogDirs))
        {
            foreach (var read in new Action[]
                { () => BrokersFile.Read(Input(text)), () =>
                LogDirsFile.AddSizes(Input(text), Cluster()), () => ReassignmentFile.Read(Input(text)) })
            {
                try
                {
                    read();
                }
                catch (InputException e)
                {
                    e.Message.ShouldStartWith("f");
                    e.Message.ShouldNotContain("\n");
                }
            }
        }
    }

    private static InputFile Input(string text) => InputFile.From(new MemoryStream(Encoding.UTF8.GetBytes(text)), "f");

    private static ClusterSnapshot Cluster() => ClusterBuilder.Brokers(2).Topic("t-1", partitions: 1, rf: 2).Build();
}
