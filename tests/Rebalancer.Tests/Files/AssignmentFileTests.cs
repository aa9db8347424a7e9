using System.Text;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Rebalancer.Tests.Files;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

public sealed class AssignmentFileTests
{
    private const string TwoBrokers = "broker,fd,ud\n1002,1,1\n1001,0,0\n";

    [Theory]
    [InlineData("describe-2.4.1.txt")]
    [InlineData("describe-2.4.1-zookeeper.txt")]
    [InlineData("describe-4.3.1.txt")]
    [InlineData("describe-4.3.1-two-dead.txt")]
    [InlineData("describe-4.3.1-reassigning.txt")]
    public void Read_DescribeOfRealClusters_GivesTheSnapshot(string file)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Files", "Data", file));

        var snapshot = AssignmentFile.Read(InputFile.From(stream, file), Topology(TwoBrokers).LiveBrokers());

        Lines(snapshot).ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator(file));
    }

    [Fact]
    public void Read_DescribeWithTabsTurnedToSpaces_GivesTheSame()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "Data", "describe-4.3.1.txt"));

        Lines(Read(text.Replace("\t", "    ", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal)))
            .ShouldBe(Lines(Read(text)));
    }

    [Fact]
    public void Read_DescribeWithColoursOfGrep_IsReadWithoutThem()
    {
        const string Text = "Topic: t\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n"
            + "\tTopic: t\tPartition: 0\tLeader: 1001\tReplicas: 1001\tIsr: 1001\n";
        var coloured = Read(Text.Replace("Topic: t", "\u001b[01;31m\u001b[KTopic: t\u001b[m\u001b[K", StringComparison.Ordinal));

        Lines(coloured).ShouldBe(Lines(Read(Text)));
        coloured.Notes.ShouldBe(["d: colour codes for a terminal, as grep --color writes them, were left out."]);
    }

    [Fact]
    public void Read_OutputOfBrokerApiVersions_PointsToTheOptionThatTakesIt()
    {
        const string Brokers = "wn1.x.net:9092 (id: 1 rack: FD0UD0) -> (\n\tProduce(0): 0 to 9 [usable: 9]\n)\n";
        const string Hint = "Perhaps this is the output of kafka-broker-api-versions, which goes to --brokers-file.";

        Should.Throw<InputException>(() => Read(Brokers)).Message.ShouldEndWith(Hint);
        Should.Throw<InputException>(() => Topology(Brokers)).Message.ShouldEndWith(Hint);
    }

    /// <summary>A list without one of its ids was read as a shorter list.</summary>
    [Theory]
    [InlineData("Replicas: 2,3,\tIsr: 2,3", "Replicas", "2,3,")]
    [InlineData("Replicas: 2,,1\tIsr: 2,1", "Replicas", "2,,1")]
    [InlineData("Replicas: ,1\tIsr: 1", "Replicas", ",1")]
    [InlineData("Replicas: 2,3,1\tIsr: 2,, 1", "Isr", "2,, 1")]
    [InlineData("Replicas: 2,3,1\tIsr: 2,3,", "Isr", "2,3,")]
    [InlineData("Replicas: 2,3,1\tIsr: 2\tOffline: 3,", "Offline", "3,")]
    public void Read_DescribeWithAnIdMissingInAList_IsRefused(string lists, string column, string list) =>
        Should.Throw<InputException>(() => Read(
            $"Topic: t\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: \n\tTopic: t\tPartition: 0\tLeader: 2\t{lists}\n"))
            .Message.ShouldBe($"d, line 2 (topic \"t\"): a broker id is missing in \"{column}:\" of partition t-0: \"{list}\". "
                + "Perhaps the line was cut off or edited.");

    /// <summary>A topic with as many partitions as it should have, but with other numbers, was taken for whole.</summary>
    [Fact]
    public void Read_DescribeWithGapsButTheRightCount_IsWarnedOf() => Read("""
        Topic: t	PartitionCount: 2	ReplicationFactor: 1	Configs: 
        	Topic: t	Partition: 0	Leader: 1001	Replicas: 1001	Isr: 1001
        	Topic: t	Partition: 12	Leader: 1002	Replicas: 1002	Isr: 1002
        """).Warnings.ShouldBe(
        ["d seems to hold only a part of the cluster. Partitions are missing in between: t has 0, 12. Every load is wrong then."]);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Read_LineEndsOfAnySystem_GiveTheSame(string lineEnd)
    {
        // Several times what is read at once, so that line ends lie across its bounds.
        const int Count = 10_000;
        var text = new StringBuilder($"Topic: t\tTopicId: x\tPartitionCount: {Count}\tReplicationFactor: 1\tConfigs: {lineEnd}");
        for (var p = 0; p < Count; p++)
        {
            text.Append($"\tTopic: t\tPartition: {p}\tLeader: 1001\tReplicas: 1001\tIsr: 1001{lineEnd}");
        }

        var snapshot = Read(text.ToString());

        snapshot.PartitionCount.ShouldBe(Count);
        snapshot.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Read_DescribeOfOlderTools_IsUnderstood()
    {
        // Kafka 2.0 to 2.3 print topic lines without blanks; -1 is how some print no leader; ZooKeeper tools mark what is being deleted.
        var snapshot = Read("""
            OpenJDK 64-Bit Server VM warning: something
            [2026-11-24 10:00:00,000] WARN Topic: not at the start of the line
            Topic:orders	PartitionCount:3	ReplicationFactor:2	Configs:retention.ms=1
            	Topic: orders	Partition: 1	Leader: -1	Replicas: 1009	Isr: 
            	Topic: orders	Partition: 0	Leader: 1001	Replicas: 1001,1002	Isr: 1001	Offline: 1002
            Topic:gone	PartitionCount:1	ReplicationFactor:1	Configs:	MarkedForDeletion:true
            	Topic: gone	Partition: 0	Leader: none	Replicas: 1001	Isr: 	MarkedForDeletion: true
            """);

        Lines(snapshot).ShouldBe("""
            brokers: 1001 1002
            orders-0: 1001,1002 leader 1001 isr 1001 UnderReplicated, OfflineReplica
            orders-1: 1009 leader -1 isr  UnderReplicated, Leaderless
            d: 1 topic marked for deletion, left out: gone.
            d does not hold all partitions of 1 topic: orders (2 of 3). Perhaps the output was filtered or cut off; every load is wrong then.
            Broker 1009 is listed neither as live nor as dead, but holds 1 replica; it counts as dead.
            The partitions of a topic have different replication factors: orders has 1 partition of RF 1 and 1 partition of RF 2 (0). Perhaps a reassignment was broken off.

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Read_ReassignmentJson_TakesTheFirstLiveReplicaAsLeader()
    {
        var snapshot = Read("""
            {"version":1,"partitions":[
              {"topic":"b","partition":1,"replicas":[1009,1002],"log_dirs":["any","any"]},
              {"topic":"b","partition":0,"replicas":[1001,1002]},
              {"topic":"a","partition":0,"replicas":[1009]}]}
            """);

        Lines(snapshot).ShouldBe("""
            brokers: 1001 1002
            a-0: 1009 leader -1 isr ? Healthy
            b-0: 1001,1002 leader 1001 isr ? Healthy
            b-1: 1009,1002 leader 1002 isr ? Healthy
            Broker 1009 is listed neither as live nor as dead, but holds 2 replicas; it counts as dead.

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Read_WithTheSameTopologyFile_ResolvesItsBrokers()
    {
        var file = Topology("broker,fd,ud\n1003,2,2\n1001,0,0\n1002,1,1\n");
        var snapshot = AssignmentFile.Read(
            InputFile.From(Stream("{\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[1001]}]}"), "r.json"),
            file.LiveBrokers());

        var topology = TopologyResolver.Resolve(snapshot, null, file);

        snapshot.Brokers.Select(broker => broker.Id).ShouldBe([1001, 1002, 1003]);
        topology.Brokers.Select(broker => string.Join('/', broker.Domains)).ShouldBe(["0/0", "1/1", "2/2"]);
        topology.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Read_BadContent_SaysValuePlaceAndFixInOneLine()
    {
        var table = new BadInput();
        void Text(string name, string text, string topology = TwoBrokers) =>
            table.Add(name, "d", text, (stream, file) =>
                AssignmentFile.Read(InputFile.From(stream, file), Topology(topology).LiveBrokers()));
        void Partition(string name, string partition) =>
            Text(name, $"{{\"version\":1,\"partitions\":[{{\"topic\":\"t\",\"partition\":0,\"replicas\":[1001]}},\n{partition}]}}");
        void Line(string name, string line) =>
            Text(name, $"Topic: t\tPartitionCount: 2\n\tTopic: t\tPartition: 0\tLeader: 1001\tReplicas: 1001\tIsr: 1001\n{line}\n");

        Text("empty file", "");
        Text("broken JSON", "{\"version\":1,\n\"partitions\":[}");
        Text("version 2", "{\"version\":2,\"partitions\":[]}");
        Text("no partitions", "{\"version\":1,\"partitions\":[]}");
        Text("partitions missing", "{\"version\":1}");
        Text("a snapshot", "{\"version\":1,\"brokers\":[]}");
        Text("an array", "[]");
        Partition("topic missing", "{\"partition\":1,\"replicas\":[1001]}");
        Partition("topic empty", "{\"topic\":\"\",\"partition\":1,\"replicas\":[1001]}");
        Partition("partition missing", "{\"topic\":\"t\",\"replicas\":[1001]}");
        Partition("partition negative", "{\"topic\":\"t\",\"partition\":-1,\"replicas\":[1001]}");
        Partition("replicas missing", "{\"topic\":\"t\",\"partition\":1}");
        Partition("replicas null", "{\"topic\":\"t\",\"partition\":1,\"replicas\":null}");
        Partition("replicas empty", "{\"topic\":\"t\",\"partition\":1,\"replicas\":[]}");
        Partition("replica twice", "{\"topic\":\"t\",\"partition\":1,\"replicas\":[1001,1001]}");
        Partition("partition twice", "{\"topic\":\"t\",\"partition\":0,\"replicas\":[1002]}");

        Text("another text", "hello\nworld\n");
        Text("the second half of --generate", "Proposed partition reassignment configuration\n{\"version\":1,\"partitions\":[]}\n");
        Line("neither topic nor partition", "\tTopic: t\tPart");
        Line("topic alone", "\tTopic: u");
        Line("replicas column missing", "\tTopic: t\tPartition: 1\tLeader: 1001");
        Line("isr column missing", "\tTopic: t\tPartition: 1\tLeader: 1001\tReplicas: 1001");
        Line("replicas empty in the text", "\tTopic: t\tPartition: 1\tLeader: 1001\tReplicas: \tIsr: 1001");
        Line("replica no number", "\tTopic: t\tPartition: 1\tLeader: 1001\tReplicas: 1001,wn1\tIsr: 1001");
        Line("replica twice in the text", "\tTopic: t\tPartition: 1\tLeader: 1001\tReplicas: 1001,1001\tIsr: 1001");
        Line("partition negative in the text", "\tTopic: t\tPartition: -1\tLeader: 1001\tReplicas: 1001\tIsr: 1001");
        Line("partition too large", "\tTopic: t\tPartition: 2147483648\tLeader: 1001\tReplicas: 1001\tIsr: 1001");
        Line("leader unknown form", "\tTopic: t\tPartition: 1\tLeader: wn0\tReplicas: 1001\tIsr: 1001");
        Line("partition twice in the text", "\tTopic: t\tPartition: 0\tLeader: 1001\tReplicas: 1001\tIsr: 1001");
        Line("topic twice", "Topic: t\tPartitionCount: 2\tReplicationFactor: 1\tConfigs:");
        Line("topic without name", "Topic: \tPartitionCount: 2");
        Line("partition count no number", "Topic: u\tPartitionCount: many");
        Text("topology by host", "{}", "broker,fd,ud\n1001,0,0\nwn1-kf,1,1\n");
        Text("topology of HDInsight", "{}",
            "{\"hostGroups\":{\"workernode\":[{\"vmId\":0,\"fqdn\":\"wn0-kf\",\"faultDomain\":0,\"updateDomain\":0}]}}");

        table.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public void Read_AnyDamagedFile_GivesASnapshotOrOneLine()
    {
        string[] good =
        [
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "Data", "describe-4.3.1-reassigning.txt")),
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "Data", "describe-2.4.1.txt")),
            """{"version":1,"partitions":[{"topic":"b","partition":1,"replicas":[1009,1002],"log_dirs":["any","any"]},"""
                + """{"topic":"b","partition":0,"replicas":[1001]}]}""",
        ];

        foreach (var text in Damage.Of(good))
        {
            try
            {
                Read(text);
            }
            catch (InputException e)
            {
                e.Message.ShouldStartWith("d");
                e.Message.ShouldNotContain("\n");
            }
        }
    }

    private static ClusterSnapshot Read(string text) =>
        AssignmentFile.Read(InputFile.From(Stream(text), "d"), Topology(TwoBrokers).LiveBrokers());

    private static TopologyTable Topology(string text) => TopologyFile.Read(InputFile.From(Stream(text), "map"));

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Lines(ClusterSnapshot snapshot)
    {
        var lines = new StringBuilder().Append("brokers: ").AppendJoin(' ', snapshot.Brokers.Select(broker => broker.Id)).Append('\n');
        foreach (var topic in snapshot.Topics)
        {
            if (topic.TopicId is { } id)
            {
                lines.Append(topic.Name).Append(" has id ").Append(KafkaUuid.Format(id)).Append('\n');
            }

            foreach (var partition in topic.Partitions)
            {
                lines.Append(topic.Name).Append('-').Append(partition.Partition).Append(": ").AppendJoin(',', partition.Replicas)
                    .Append(" leader ").Append(partition.Leader).Append(" isr ")
                        .Append(partition.Isr.IsDefault ? "?" : string.Join(',', partition.Isr))
                    .Append(' ').Append(partition.Health).Append('\n');
            }
        }

        snapshot.Warnings.ToList().ForEach(warning => lines.Append(warning).Append('\n'));
        return lines.ToString();
    }
}
