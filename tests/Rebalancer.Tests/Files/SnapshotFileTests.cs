using System.IO.Compression;
using System.Text;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

public sealed class SnapshotFileTests
{
    private const string Contract = """
        {"version":1,"clusterId":"kf","brokers":[{"id":1001,"host":"wn0-x","rack":"FD0UD0"},{"id":1002,"host":"wn1-x","rack":"FD1UD1"}],
        "deadBrokers":[{"id":1003,"host":"wn2-x","rack":"FD2UD2"}],
        "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1001,1002,1003],"leader":1001,"isr":[1002,1001],"sizeBytes":123}]}]}
        """;

    [Fact]
    public void Read_Contract_GivesEveryField()
    {
        var snapshot = Read(Contract);

        snapshot.ClusterId.ShouldBe("kf");
        snapshot.Brokers.ShouldBe([new Broker(1001, "wn0-x", "FD0UD0"), new Broker(1002, "wn1-x", "FD1UD1")]);
        snapshot.DeadBrokers.ShouldBe([new Broker(1003, "wn2-x", "FD2UD2")]);
        snapshot.Warnings.ShouldBeEmpty();
        snapshot.PartitionCount.ShouldBe(1);
        snapshot.Topics.ShouldHaveSingleItem().Name.ShouldBe("t");
        var partition = snapshot.Topics[0].Partitions[0];
        partition.Partition.ShouldBe(0);
        partition.Replicas.ShouldBe([1001, 1002, 1003]);
        partition.Leader.ShouldBe(1001);
        partition.Isr.ShouldBe([1002, 1001]);
        partition.Size.Bytes.ShouldBe(123);
        partition.Health.ShouldBe(PartitionHealth.UnderReplicated);
    }

    [Fact]
    public void Read_OptionalFieldsAbsentOrNull_AreUnknown()
    {
        var snapshot = Read("""
            {"version":1,"clusterId":null,"deadBrokers":null,"brokers":[{"id":1,"host":"a"},{"id":2,"host":"b","rack":null}],
             "topics":[{"name":"t","topicId":null,"partitions":[{"partition":0,"replicas":[1],"leader":-1},{"partition":1,"replicas":[1],"leader":1,"isr":null,"sizeBytes":null,"health":null}]}]}
            """);

        snapshot.ClusterId.ShouldBeNull();
        snapshot.DeadBrokers.ShouldBeEmpty();
        snapshot.Brokers.ShouldAllBe(broker => broker.Rack == null);
        snapshot.Topics[0].TopicId.ShouldBeNull();
        snapshot.Topics[0].Partitions[0].Leader.ShouldBe(PartitionSnapshot.NoLeader);
        snapshot.Topics[0].Partitions.ShouldAllBe(
            partition => partition.Isr.IsDefault && !partition.Size.IsKnown);
    }

    [Fact]
    public void Read_UnknownFields_AreIgnored()
    {
        var snapshot = Read("""
            {"version":1,"takenAt":"2026-11-24","brokers":[{"id":1,"host":"a","port":9092,"tags":{"a":[1,{"b":null}]}}],"more":[[],{}],
             "topics":[{"name":"t","config":{"min.insync.replicas":"2"},"partitions":[{"epoch":7,"partition":0,"replicas":[1],"leader":1,"health":["fromTheFuture","reassigning"]}]}]}
            """);

        snapshot.Brokers.ShouldBe([new Broker(1, "a", null)]);
        snapshot.Topics[0].Partitions[0].Health.ShouldBe(PartitionHealth.Reassigning);
    }

    [Fact]
    public void Read_Unsorted_SortsBrokersTopicsAndPartitions()
    {
        var snapshot = Read("""
            {"topics":[{"partitions":[{"leader":1,"replicas":[1],"partition":5},{"leader":1,"replicas":[1],"partition":2},{"leader":1,"replicas":[1],"partition":9}],"name":"b"},
                       {"name":"B","partitions":[]},{"name":"a","partitions":[]}],
             "brokers":[{"host":"c","id":3},{"id":1,"host":"a"},{"id":2,"host":"b"}],"version":1}
            """);

        snapshot.Brokers.Select(broker => broker.Id).ShouldBe([1, 2, 3]);
        snapshot.Topics.Select(topic => topic.Name).ShouldBe(["B", "a", "b"]);
        snapshot.Topics[2].Partitions.Select(partition => partition.Partition).ShouldBe([2, 5, 9]);
    }

    [Fact]
    public void Read_ReplicasOnUnlistedBrokers_WarnsOnce()
    {
        var snapshot = Read("""
            {"version":1,"brokers":[{"id":1,"host":"a"}],"deadBrokers":[{"id":4}],
             "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1,9,4],"leader":1},{"partition":1,"replicas":[9,7,1],"leader":1}]}]}
            """);

        snapshot.Warnings.ShouldBe([
            "2 brokers are listed neither as live nor as dead, but hold replicas; they count as dead: 7 (1 replica), 9 (2 replicas).",
        ]);
        snapshot.DeadBrokers.ShouldBe([new Broker(4, "", null)]);
    }

    [Fact]
    public void Read_IsrEqualToReplicas_SharesTheArray()
    {
        var snapshot = Read("""
            {"version":1,"brokers":[{"id":1,"host":"a"}],"topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1,2],"leader":1,"isr":[1,2]},{"partition":1,"replicas":[1,2],"leader":1}]}]}
            """);

        var partitions = snapshot.Topics[0].Partitions;
        (partitions[0].Isr == partitions[0].Replicas).ShouldBeTrue();
        (partitions[1].Replicas == partitions[0].Replicas).ShouldBeTrue();
    }

    [Fact]
    public void Read_Gzip_IsFoundByContent()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Contract));
        }

        packed.Position = 0;
        Render(SnapshotFile.Read(InputFile.From(packed, "c.json"))).ShouldBe(Render(Read(Contract)));
        packed.CanRead.ShouldBeTrue();
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Read_ByteOrderMark_IsUnderstood(string encodingName)
    {
        var encoding = Encoding.GetEncoding(encodingName);
        var bytes = encoding.GetPreamble().Concat(encoding.GetBytes(Contract)).ToArray();

        Render(SnapshotFile.Read(InputFile.From(new MemoryStream(bytes), "c.json"))).ShouldBe(Render(Read(Contract)));
    }

    [Fact]
    public void Read_StreamInSmallPieces_GivesTheSame()
    {
        var bytes = SnapshotBytes(ClusterGenerator.Generate(new ClusterShape { PartitionCount = 3_000, MaxReplicationFactor = 4 }));

        Render(SnapshotFile.Read(InputFile.From(new TricklingStream(bytes), "c.json"))).ShouldBe(Encoding.UTF8.GetString(bytes));
    }

    [Theory]
    [InlineData("c.json", (byte)'{')]
    [InlineData("c.json.gz", 0x1F)]
    public void Write_File_ReadsBackAndLeavesNothingElse(string name, byte firstByte)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, name);
            File.WriteAllText(path, "an older file");
            var snapshot = ClusterGenerator.Generate(new ClusterShape { Family = ClusterFamily.Drained });

            SnapshotFile.Write(snapshot, path);

            File.ReadAllBytes(path)[0].ShouldBe(firstByte);
            Render(SnapshotFile.Read(path)).ShouldBe(Render(snapshot));
            folder.GetFileSystemInfos().ShouldHaveSingleItem();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Write_AnyText_IsReadable() =>
        Render(new ClusterSnapshot("it's <é> & 漢", [new Broker(1, "a", "r'1")], [], [])).ShouldBe(
            """{"version":1,"clusterId":"it's <é> & 漢","brokers":[{"id":1,"host":"a","rack":"r'1"}],"topics":[]}""");

    [Fact]
    public void Write_PlainCluster_IsTheContract() =>
        Render(ClusterBuilder.Brokers(2).Racks("FD0UD0", null).Topic("t", [1001, 1002]).Size("t", 0, 5).Build()).ShouldBe(
            """{"version":1,"clusterId":"test","brokers":[{"id":1001,"host":"wn0-test","rack":"FD0UD0"},{"id":1002,"host":"wn1-test"}]"""
            + ""","topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1001,1002],"leader":1001,"isr":[1001,1002]"""
            + ""","sizeBytes":5}]}]}""");

    [Fact]
    public void Write_ExtraFields_OnlyWhereSet()
    {
        var health = PartitionHealth.Leaderless | PartitionHealth.OfflineReplica;
        var partition = new PartitionSnapshot(0, [1, 9], -1, default, DataSize.Unknown, health);
        var topic = new TopicSnapshot("t", [partition]) { TopicId = new Guid("00112233-4455-6677-8899-aabbccddeeff") };
        var snapshot = new ClusterSnapshot(
            null, [new Broker(1, "a", null) { Cordoned = true, UsableBytes = 5_000_000_000 }], [new Broker(9, "", null)], [topic])
        {
            ReadAt = new DateTimeOffset(2026, 11, 24, 9, 30, 5, TimeSpan.Zero),
        };

        Render(snapshot).ShouldBe(
            """{"version":1,"readAt":"2026-11-24T09:30:05Z","brokers":[{"id":1,"host":"a","cordoned":true,"usableBytes":5000000000}]"""
            + ""","deadBrokers":[{"id":9,"host":""}]"""
            + ""","topics":[{"name":"t","topicId":"ABEiM0RVZneImaq7zN3u_w","partitions":[{"partition":0,"replicas":[1,9],"leader":-1"""
            + ""","health":["leaderless","offlineReplica"]}]}]}""");
        var read = Read(Render(snapshot));
        read.ReadAt.ShouldBe(snapshot.ReadAt);
        read.Brokers[0].ShouldBe(snapshot.Brokers[0]);
        read.Topics[0].TopicId.ShouldBe(topic.TopicId);
        read.Topics[0].Partitions[0].Health.ShouldBe(partition.Health);
    }

    internal static ClusterSnapshot Read(string json, string name = "c.json") =>
        SnapshotFile.Read(InputFile.From(new MemoryStream(Encoding.UTF8.GetBytes(json)), name));

    internal static string Render(ClusterSnapshot snapshot) => Encoding.UTF8.GetString(SnapshotBytes(snapshot));

    internal static byte[] SnapshotBytes(ClusterSnapshot snapshot)
    {
        var stream = new MemoryStream();
        SnapshotFile.Write(snapshot, stream);
        return stream.ToArray();
    }

    /// <summary>Gives 1 to 7 bytes at a time and cannot seek, as a network or pipe may.</summary>
    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        private int _turn;

        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, (_turn++ % 7) + 1)]);
    }
}
