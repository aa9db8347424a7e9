using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

/// <summary>Every reader takes any packing and encoding; these run one of each kind.</summary>
public sealed class InputFileTests
{
    private const string Snapshot =
        """{"clusterId":"Mühle","brokers":[{"id":1,"host":"a"}],"topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1]"""
            + ""","leader":1}]}]}""";
    private const string Description = "Topic: t\tPartitionCount: 1\n\tTopic: t\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1\n";
    private const string Table = "broker,fd\n1,0\n";
    private const string Reassignment = """{"partitions":[{"topic":"t","partition":0,"replicas":[1]}]}""";
    private const string LogDirs =
        """{"brokers":[{"broker":1,"logDirs":[{"partitions":[{"partition":"t-0","size":7}],"error":null,"logDir":"/d"}]}]}""";
    private const string Brokers = "a:9092 (id: 1 rack: r) -> (\n)\n";

    public static TheoryData<string> Encodings =>
        ["utf-8", "utf-8 with mark", "utf-16", "utf-16 with mark", "utf-16BE", "utf-16BE with mark", "utf-32 with mark"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Read_AnyEncodingAndPacking_IsTheSameForEveryReader(string encoding)
    {
        foreach (var pack in new[] { false, true })
        {
            InputFile Input(string text) => InputFile.From(new MemoryStream(Bytes(text, encoding, pack)), "f");

            var snapshot = SnapshotFile.Read(Input(Snapshot));
            snapshot.ClusterId.ShouldBe("Mühle");
            AssignmentFile.Read(Input(Description), snapshot.Brokers).PartitionCount.ShouldBe(1);
            AssignmentFile.Read(Input(Reassignment), snapshot.Brokers).PartitionCount.ShouldBe(1);
            ReassignmentFile.Read(Input(Reassignment)).Partitions.Length.ShouldBe(1);
            TopologyFile.Read(Input(Table)).Entries.Length.ShouldBe(1);
            LogDirsFile.AddSizes(Input(LogDirs), snapshot).Topics[0].Partitions[0].Size.Bytes.ShouldBe(7);
            BrokersFile.Read(Input(Brokers)).Entries.Length.ShouldBe(1);
            TopicNamesFile.Read(Input("t\n")).ShouldBe(["t"]);
        }
    }

    [Fact]
    public void Read_GzipCutAnywhere_IsNeverTakenForTheWhole()
    {
        var packed = Bytes(string.Concat(
            Enumerable.Range(0, 40).Select(i => Description.Replace(": t\t", $": t{i}\t", StringComparison.Ordinal))), "utf-8", pack: true);

        for (var length = 1; length < packed.Length; length++)
        {
            Should.Throw<InputException>(
                () => AssignmentFile.Read(InputFile.From(new MemoryStream(packed, 0, length), "f"), [new(1, "", null)]),
                $"{length} of {packed.Length} bytes");
        }
    }

    [Fact]
    public void ReadDigest_IsThatOfTheBytesAsTheyCame()
    {
        var bytes = Bytes(Table + new string('\n', 300_000), "utf-16 with mark", pack: true);
        using var file = InputFile.From(new MemoryStream(bytes), "f", digest: true);

        TopologyFile.Read(file);

        file.ReadDigest().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static byte[] Bytes(string text, string encoding, bool pack)
    {
        var name = encoding.Split(' ')[0];
        var used = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.EndsWith("mark", StringComparison.Ordinal) ? used.GetPreamble() : [], .. used.GetBytes(text)];
        if (!pack)
        {
            return bytes;
        }

        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
