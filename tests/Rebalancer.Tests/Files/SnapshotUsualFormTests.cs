using System.Globalization;
using System.Text;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

/// <summary>
/// Partitions in the usual form are read by a faster reader. A tab in each of them (<c>{\t"partition"</c>) keeps a file from it, and takes
/// the place of one space: so the same text, right or wrong, can be read by both.
/// </summary>
public sealed class SnapshotUsualFormTests
{
    private const string Odd = "0123456789-+.eE,:[]{}\" \n\t\\nulXé";

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Read_UsualForm_IsWhatTheOtherFormsAre(string space)
    {
        var usual = Text(topics: 3, partitions: 7, space);

        var snapshot = Read(usual);

        snapshot.PartitionCount.ShouldBe(21);
        snapshot.Topics[2].Partitions[6].Partition.ShouldBe(6);
        snapshot.Topics[2].Partitions[5].Leader.ShouldBe(PartitionSnapshot.NoLeader);
        snapshot.Topics[2].Partitions[5].Health.ShouldBe(PartitionHealth.Leaderless | PartitionHealth.UnderReplicated);
        snapshot.Topics[2].Partitions[4].Size.ShouldBe(DataSize.Unknown);
        snapshot.Topics[2].Partitions[3].Isr.IsDefault.ShouldBeTrue();
        var expected = Outcome(usual);
        Outcome(Unusual(usual)).ShouldBe(expected);
        Outcome(usual.Replace("},", "},\n", StringComparison.Ordinal)).ShouldBe(expected);
        Outcome(usual.Replace(",", "\n,", StringComparison.Ordinal)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_DamagedAnywhere_IsReadOrRefusedAsTokenByToken(int seed)
    {
        var random = new Random(seed);
        var text = Text(topics: 2, partitions: 6, " ");
        var compared = 0;
        for (var i = 0; i < 1500; i++)
        {
            var (usual, unusual) = (text, Unusual(text));
            for (var damage = random.Next(1, 3); damage > 0; damage--)
            {
                var place = random.Next(usual.Length);
                var removed = random.Next(3);
                var added = random.Next(3) == 0 ? "" : Odd[random.Next(Odd.Length)].ToString();
                usual = Damaged(usual, place, removed, added);
                unusual = Damaged(unusual, place, removed, added);
            }

            // A tab is no space where the damage has put it into a text.
            var expected = Outcome(unusual);
            if (!expected.Contains("'0x09'", StringComparison.Ordinal) && !expected.Contains("contains a tab", StringComparison.Ordinal)
                 && !expected.Contains("control", StringComparison.Ordinal))
            {
                Outcome(usual).ShouldBe(expected.Replace('\t', ' '), usual);
                compared++;
            }
        }

        compared.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Read_DamagedFarIntoALongLine_NamesTheByte()
    {
        var text = Text(topics: 1, partitions: 5000, "");
        foreach (var number in new[] { 1, 1203, 1204, 4000, 4999 })
        {
            var wrong = $"\"partition\":{number},";
            var damaged = text.Replace(wrong, $"\"partition\":{number}x,", StringComparison.Ordinal);
            var place = Encoding.UTF8.GetByteCount(damaged[..(damaged.IndexOf($"{number}x,", StringComparison.Ordinal))])
                + number.ToString(CultureInfo.InvariantCulture).Length + 1;

            Outcome(damaged).ShouldStartWith($"f, line 1, byte {place}, topics[0].partitions[{number}].partition (topic \"topic-0\"): ");
        }
    }

    [Fact]
    public void Read_BrokenBehindLinesThatArePassedOver_NamesTheLineOfTheFile() =>
        Outcome("[2026-11-01] WARN a log line\n\n" + Text(topics: 1, partitions: 3, "") + "}").ShouldStartWith("f, line 3");

    [Fact]
    public void Read_RulesOfPartitions_HoldInTheUsualFormToo()
    {
        Says("""{"partition":1,"replicas":[2,2],"leader":2}""", "partitions[1].replicas[1] (topic \"t\"): broker 2 is listed twice");
        Says("""{"partition":0,"replicas":[2],"leader":2}""", "partitions[1].partition (topic \"t\"): partition 0 is listed twice");
        Says("""{"partition":1,"replicas":[],"leader":2}""", "\"replicas\" is empty");
        Says("""{"partition":1,"replicas":[2],"leader":-2}""", "the leader -2 is out of range");
        Says("""{"partition":2147483648,"replicas":[2],"leader":2}""", "the partition number 2147483648 is out of range");
        Says("""{"partition":01,"replicas":[2],"leader":2}""", "the JSON is broken");
        Says("""{"partition":1,"replicas":[2],"leader":2,"sizeBytes":1,"sizeBytes":2}""", "appears twice");
        Says("""{"partition":1,"replicas":[2],"leader":2,"sizeBytes":99999999999999999999}""", "is out of range");

        // This one is taken, with a warning.
        Says("""{"partition":1,"replicas":[2],"leader":2,"isr":[2,2]}""", "t-1 (2)");
    }

    [Fact]
    public void Read_PartitionsMissingInBetween_IsWarnedOf() =>
        Says("""{"partition":2,"replicas":[2],"leader":2}""",
            "f seems to hold only a part of the cluster. Partitions are missing in between: t has 0, 2. Every load is wrong then.");

    [Fact]
    public void Read_Comment_IsNamed() =>
        Says(
            """/* two */ {"partition":1,"replicas":[2],"leader":2}""",
            "JSON allows no comments, and this looks like one. Perhaps remove the comments");

    private static void Says(string partition, string message) => Outcome(
        "{\"brokers\":[{\"id\":2,\"host\":\"a\"}],\"topics\":[{\"name\":\"t\",\"partitions\":["
            + "{\"partition\":0,\"replicas\":[2],\"leader\":2}," + partition + "]}]}").ShouldContain(message);

    private static string Damaged(string text, int place, int removed, string added) =>
        place >= text.Length ? text + added : text.Remove(place, Math.Min(removed, text.Length - place)).Insert(place, added);

    private static string Unusual(string text) => text.Replace("{ \"partition\"", "{\t\"partition\"", StringComparison.Ordinal)
        .Replace("{\"partition\"", "{\t\"partition\"", StringComparison.Ordinal);

    private static string Text(int topics, int partitions, string space)
    {
        var text = new StringBuilder("""{"version":1,"brokers":[{"id":1,"host":"a"},{"id":2,"host":"b"},{"id":30,"host":"c"}],""");
        text.Append("\"topics\":[");
        for (var t = 0; t < topics; t++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(t > 0 ? "," : "")}{{\"name\":\"topic-{t}\",\"partitions\":[");
            for (var p = 0; p < partitions; p++)
            {
                text.Append(p > 0 ? "," : "").Append(space).Append(Partition(p, space));
            }

            text.Append("]}");
        }

        return text.Append("]}").ToString();
    }

    private static string Partition(int number, string space)
    {
        var (leader, isr, size) = (number % 7) switch
        {
            3 => ("1", "", ""),
            4 => ("1", ",\"isr\":[30,1,2]", ""),
            5 => ("-1", ",\"isr\":[]", ",\"sizeBytes\":0"),
            _ => ("30", ",\"isr\":[1,30]", ",\"sizeBytes\":123456789012"),
        };
        var text = $"{{ \"partition\":{number},\"replicas\":[1,2,30],\"leader\":{leader}{isr}{size} }}";
        return text.Replace(" ", space, StringComparison.Ordinal)
            .Replace(",", "," + space, StringComparison.Ordinal).Replace(":", ":" + space, StringComparison.Ordinal);
    }

    /// <summary>The snapshot with its warnings, or the message.</summary>
    private static string Outcome(string text)
    {
        try
        {
            var snapshot = Read(text);
            using var stream = new MemoryStream();
            SnapshotFile.Write(snapshot, stream);
            return Encoding.UTF8.GetString(stream.ToArray()) + string.Join('|', snapshot.Warnings) + string.Join('|', snapshot.Notes);
        }
        catch (InputException e)
        {
            return e.Message;
        }
    }

    private static ClusterSnapshot Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var file = InputFile.From(stream, "f");
        return SnapshotFile.Read(file);
    }
}
