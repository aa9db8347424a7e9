using System.Text;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

public sealed class SnapshotBadInputTests
{
    private const string Brokers = """
        "brokers":[{"id":1001,"host":"wn0"},{"id":1002,"host":"wn1"}]
        """;

    [Fact]
    public void Read_BadContent_SaysValuePlaceAndFixInOneLine()
    {
        var table = new BadInput();
        void Text(string name, string json) =>
            table.Add(name, "c.json", json, (stream, file) => SnapshotFile.Read(InputFile.From(stream, file)));
        void Root(string name, string members) => Text(name, $"{{\"version\":1,\n{members}}}");
        void Broker(string name, string broker) => Root(name, $"\"brokers\":[{{\"id\":1001,\"host\":\"wn0\"}},\n{broker}],\"topics\":[]");
        void Topic(string name, string topic) => Root(name, $"{Brokers},\n\"topics\":[{{\"name\":\"first\",\"partitions\":[]}},\n{topic}]");
        void Partition(string name, string partition) =>
            Topic(
                name,
                $"{{\"name\":\"orders\",\"partitions\":[\n{{\"partition\":0,\"replicas\":[1001,1002],\"leader\":1001}},\n{partition}]}}");

        Text("empty file", "");
        Text("white space only", "  \n \n");
        Text("not JSON", "version: 1");
        Text("broken JSON", "{\"version\":1,\n \"brokers\":[{\"id\":1001,\"host\":\"wn0\"},\n  {\"id\":1002 \"host\":\"wn1\"}]}");
        Text("trailing comma", "{\"version\":1,\"brokers\":[{\"id\":1,\"host\":\"a\"},],\"topics\":[]}");
        Text("cut off in a partition",
            $"{{\"version\":1,{Brokers},\n\"topics\":[{{\"name\":\"orders\",\"partitions\":[{{\"partition\":0,\n\"replicas\":[1001");
        Text("a line cut off in a name", "{\"version\":1,\n\"bro\n\"brokers\":[]}");
        Text("a tab in a text", "{\"version\":1,\n\"brokers\":[{\"id\":1,\"host\":\"a\tb\"}],\"topics\":[]}");
        Text("cut off in a name", "{\"version\":1,\"bro");
        Text("something behind the end", $"{{\"version\":1,{Brokers},\"topics\":[]}}\n}}");
        Text("an array", "[]");
        Text("a number", "17");
        Text("null", "null");
        Text("version missing", $"{{{Brokers},\"topics\":[]}}");
        Text("version 2", "{\"version\":2}");
        Text("version as text", "{\"version\":\"1\"}");
        Text("version negative", "{\"version\":-1}");
        Text("version twice", "{\"version\":1,\"version\":1}");

        Root("cluster id is a number", "\"clusterId\":7");
        Root("cluster id with a control character", "\"clusterId\":\"a\\u001b[31m\"");
        Root("brokers missing", "\"topics\":[]");
        Root("no brokers", "\"brokers\":[],\"topics\":[]");
        Root("brokers is an object", "\"brokers\":{},\"topics\":[]");
        Root("brokers is null", "\"brokers\":null,\"topics\":[]");
        Root("topics missing", Brokers);
        Root("topics is null", $"{Brokers},\"topics\":null");
        Root("dead brokers is a text", "\"deadBrokers\":\"1003\"");
        Root("broker live and dead", $"{Brokers},\n\"deadBrokers\":[{{\"id\":1003}},{{\"id\":1002}}],\"topics\":[]");
        Root("dead broker live too", $"\"deadBrokers\":[{{\"id\":1002}}],\n{Brokers},\"topics\":[]");
        Root("dead broker twice", $"{Brokers},\"deadBrokers\":[{{\"id\":1003}},{{\"id\":1003}}],\"topics\":[]");

        Broker("broker is a number", "1002");
        Broker("broker without id", "{\"host\":\"wn1\"}");
        Broker("broker without host", "{\"id\":1002}");
        Broker("broker id twice", "{\"id\":1001,\"host\":\"wn1\"}");
        Broker("broker id negative", "{\"id\":-5,\"host\":\"wn1\"}");
        Broker("broker id too large", "{\"id\":2147483648,\"host\":\"wn1\"}");
        Broker("broker id as text", "{\"id\":\"1002\",\"host\":\"wn1\"}");
        Broker("broker id no number", "{\"id\":\"wn1\",\"host\":\"wn1\"}");
        Broker("broker id with a fraction", "{\"id\":1002.5,\"host\":\"wn1\"}");
        Broker("broker id null", "{\"id\":null,\"host\":\"wn1\"}");
        Broker("host is a number", "{\"id\":1002,\"host\":10}");
        Broker("host is null", "{\"id\":1002,\"host\":null}");
        Broker("host with a line break", "{\"id\":1002,\"host\":\"wn1\\nwn2\"}");
        Broker("rack is an array", "{\"id\":1002,\"host\":\"wn1\",\"rack\":[0,1]}");
        Broker("cordoned is a number", "{\"id\":1002,\"host\":\"wn1\",\"cordoned\":1}");

        Topic("topic is a text", "\"orders\"");
        Topic("topic without name", "{\"partitions\":[]}");
        Topic("topic without partitions", "{\"name\":\"orders\"}");
        Topic("topic name empty", "{\"name\":\"\",\"partitions\":[]}");
        Topic("topic name null", "{\"name\":null,\"partitions\":[]}");
        Topic("topic name a number", "{\"name\":7,\"partitions\":[]}");
        Topic("topic name too long", $"{{\"name\":\"{new string('x', 250)}\",\"partitions\":[]}}");
        Topic("topic name with a blank", "{\"name\":\"my orders\",\"partitions\":[]}");
        Topic("topic name two dots", "{\"name\":\"..\",\"partitions\":[]}");
        Topic("topic twice", "{\"name\":\"first\",\"partitions\":[]}");
        Topic("topic id unknown form", "{\"name\":\"orders\",\"topicId\":\"17\",\"partitions\":[]}");
        Topic("partitions is an object", "{\"name\":\"orders\",\"partitions\":{\"0\":[1001]}}");

        Partition("partition is an array", "[1001,1002]");
        Partition("partition without number", "{\"replicas\":[1001],\"leader\":1001}");
        Partition("partition without replicas", "{\"partition\":1,\"leader\":1001}");
        Partition("partition without leader", "{\"partition\":1,\"replicas\":[1001]}");
        Partition("partition negative", "{\"partition\":-1,\"replicas\":[1001],\"leader\":1001}");
        Partition("partition too large", "{\"partition\":99999999999999999999,\"replicas\":[1001],\"leader\":1001}");
        Partition("partition twice", "{\"partition\":0,\"replicas\":[1001],\"leader\":1001}");
        Partition(
            "partition twice, out of order",
            "{\"partition\":5,\"replicas\":[1001],\"leader\":1001},{\"partition\":3,\"replicas\":[1001],\"leader\":1001},\n"
                + "{\"partition\":5,\"replicas\":[1001],\"leader\":1001}");
        Partition("replicas empty", "{\"partition\":1,\"replicas\":[],\"leader\":1001}");
        Partition("replicas is a number", "{\"partition\":1,\"replicas\":1001,\"leader\":1001}");
        Partition("replica twice", "{\"partition\":1,\"replicas\":[1001,1002,1001],\"leader\":1001}");
        Partition("replica twice, far apart",
            $"{{\"partition\":1,\"replicas\":[{string.Join(',', Enumerable.Range(1, 40))},1],\"leader\":1001}}");
        Partition("replica negative", "{\"partition\":1,\"replicas\":[1001,-1],\"leader\":1001}");
        Partition("replica as text", "{\"partition\":1,\"replicas\":[1001,\"1002\"],\"leader\":1001}");
        Partition("leader is null", "{\"partition\":1,\"replicas\":[1001],\"leader\":null}");
        Partition("leader -2", "{\"partition\":1,\"replicas\":[1001],\"leader\":-2}");
        Partition("isr twice", "{\"partition\":1,\"replicas\":[1001],\"leader\":1001,\"isr\":[1001,1001]}");
        Partition("isr is a text", "{\"partition\":1,\"replicas\":[1001],\"leader\":1001,\"isr\":\"1001\"}");
        Partition("size negative", "{\"partition\":1,\"replicas\":[1001],\"leader\":1001,\"sizeBytes\":-1}");
        Partition("size too large", "{\"partition\":1,\"replicas\":[1001],\"leader\":1001,\"sizeBytes\":9223372036854775808}");
        Partition("size with a fraction", "{\"partition\":1,\"replicas\":[1001],\"leader\":1001,\"sizeBytes\":1e9}");
        Partition("size as text", "{\"partition\":1,\"replicas\":[1001],\"leader\":1001,\"sizeBytes\":\"10 GB\"}");
        Partition("health is a text", "{\"partition\":1,\"replicas\":[1001],\"leader\":1001,\"health\":\"leaderless\"}");
        Partition("replicas stand twice", "{\"partition\":1,\"replicas\":[1001],\"replicas\":[1002],\"leader\":1001}");

        table.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public void Read_BadFile_SaysWhatIsWrongInOneLine()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var table = new BadInput();
            void File(string name, string file, byte[]? bytes)
            {
                var path = Path.Combine(folder.FullName, file);
                if (bytes is not null)
                {
                    System.IO.File.WriteAllBytes(path, bytes);
                }

                table.Add(name, () => SnapshotFile.Read(path), folder.FullName);
            }

            // Python's gzip, stored without compression: the same bytes whatever zlib this machine has.
            var packed = Convert.FromBase64String(
                "H4sIAAAAAAAEAwE+AMH/eyJ2ZXJzaW9uIjoxLCJicm9rZXJzIjpbeyJpZCI6MTAwMSwiaG9zdCI6InduMCJ9XSwidG9waWNzIjpbXX0g+q3yPgAAAA==");
            var wrong = packed.ToArray();
            wrong[^8] ^= 0xFF;

            File("missing file", "missing.json", null);
            File("missing folder", "missing/c.json", null);
            File("a folder", ".", null);
            table.Add("no name", () => SnapshotFile.Read(""));
            table.Add("a name with a zero", () => SnapshotFile.Read("a\0b"));
            File("empty file", "empty.json", []);
            File("empty gzip", "empty.json.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            File("gzip cut off", "cut.json.gz", packed[..(packed.Length / 2)]);
            File("gzip with a wrong checksum", "wrong.json.gz", wrong);
            File("gzip header only", "header.json.gz", packed[..8]);
            File("not gzip in spite of its name", "plain.json.gz", "hello"u8.ToArray());
            File("a zip archive", "c.zip", [.. "PK"u8, 3, 4, 20, 0, 0, 0]);
            File("zeros", "zeros.json", new byte[10_000]);
            File("blanks", "blanks.json", [.. Enumerable.Repeat((byte)' ', 300_000)]);
            File("not UTF-8", "latin.json", Encoding.Latin1.GetBytes("{\"version\":1,\"clusterId\":\"Münster\"}"));
            File("UTF-16, broken", "utf16.json", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("{\"version\":1,\n]")]);

            table.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(10_000, 600, "MiB of memory")]
    [InlineData(1_000_000, 599, "it has more than 599 replicas")]
    public void Read_MoreThanTheLimits_IsTooLargeToHold(long memoryBytes, long replicas, string expected)
    {
        var message = Should.Throw<InputException>(() => ReadWithin(new ReadLimits(memoryBytes, replicas))).Message;

        message.ShouldStartWith("c.json, line 1, topics[");
        message.ShouldContain("the cluster is too large to hold");
        message.ShouldContain(expected);
    }

    [Fact]
    public void Read_JustWithinTheLimits_IsRead() => ReadWithin(new ReadLimits(1_000_000, 600)).PartitionCount.ShouldBe(200);

    [Fact]
    public void Read_ErrorFarBehindTheFirstBuffer_NamesItsLineAndPath()
    {
        var topics = Enumerable.Range(0, 9_000)
            .Select(i => $"{{\"name\":\"t{i:d5}\",\"partitions\":[{{\"partition\":0,\"replicas\":[1001],\"leader\":1001}}]}}");
        var json = $"{{\"version\":1,{Brokers},\"topics\":[\n{string.Join(",\n", topics)},\n"
            + "{\"name\":\"last\",\"partitions\":[{\"partition\":-7}]}]}";

        Should.Throw<InputException>(() => SnapshotFileTests.Read(json)).Message.ShouldBe(
            "c.json, line 9002, topics[9000].partitions[0].partition (topic \"last\"): the partition number -7 is out of range: it "
                + "must be from 0 to 2147483647.");
        Should.Throw<InputException>(
            () => SnapshotFileTests.Read(json.Replace("-7", "-", StringComparison.Ordinal))).Message.ShouldStartWith(
            "c.json, line 9002, byte 44, topics[9000].partitions[0].partition (topic \"last\"): the JSON is broken");
    }

    [Fact]
    public void Read_ValueLongerThanTheBuffer_IsRead()
    {
        var snapshot = SnapshotFileTests.Read($"{{\"version\":1,\"comment\":\"{new string('x', 1_000_000)}\",{Brokers},\"topics\":[]}}");

        snapshot.Brokers.Length.ShouldBe(2);
    }

    [Fact]
    public void Read_OneEndlessValue_IsRefusedBeforeItFillsTheMemory()
    {
        var message = Should.Throw<InputException>(() => SnapshotFile.Read(InputFile.From(new EndlessString(), "c.json"))).Message;

        message.ShouldBe("c.json, line 1: a single value is longer than 64 MiB. Perhaps this is another kind of file.");
    }

    [Fact]
    public void Read_AnyDamagedSnapshot_GivesASnapshotOrOneLine()
    {
        var good = SnapshotFileTests.Render(ClusterGenerator.Generate(new ClusterShape { PartitionCount = 12, BrokerCount = 4 }));

        foreach (var text in Damage.Of(good))
        {
            try
            {
                SnapshotFileTests.Read(text);
            }
            catch (InputException e)
            {
                e.Message.ShouldStartWith("c.json");
                e.Message.ShouldNotContain("\n");
            }
        }
    }

    private static ClusterSnapshot ReadWithin(ReadLimits limits)
    {
        var bytes = SnapshotFileTests.SnapshotBytes(ClusterGenerator.Generate(new ClusterShape { PartitionCount = 200 }));
        using var source = InputFile.From(new MemoryStream(bytes), "c.json");
        return SnapshotFile.Read(source, limits);
    }

    /// <summary>An object whose first value has no end.</summary>
    private sealed class EndlessString : MemoryStream
    {
        private bool _started;

        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'x');
            if (!_started)
            {
                "{\"a\":\""u8.CopyTo(buffer);
                _started = true;
            }

            return buffer.Length;
        }
    }
}
