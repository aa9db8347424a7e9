using System.Text;
using System.Text.Json;
using Rebalancer.Cluster;
using Rebalancer.Files.Output;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files.Output;

public sealed class JsonRowTests
{
    // Every character of ASCII, and some that need more bytes, alone and among others.
    private static readonly string[] s_texts =
        ["", .. Enumerable.Range(0, 0x180).Select(c => $"a{(char)c}"), "漢字", "\ud83d\ude00", "\ud800", "\u2028", "</script>", "orders-1.x"];

    [Fact]
    public void Row_AnyMembers_IsWhatTheStandardWriterWrites()
    {
        foreach (var text in s_texts)
        {
            var buffer = new Utf8Buffer();
            var row = new JsonRow(buffer);
            row.Begin();
            row.TopicPartition(new TopicPartition(text, 7));
            row.Ids("none"u8, []);
            row.Ids("ids"u8, [1001, 2, int.MaxValue]);
            row.Number("least"u8, long.MinValue);
            row.NumberOrNull("some"u8, 0);
            row.NumberOrNull("no"u8, null);
            row.Text("text"u8, text);
            row.End();

            Encoding.UTF8.GetString(buffer.Written).ShouldBe(Standard(text));
        }
    }

    [Fact]
    public void WriteMany_ManyRows_IsWhatWriteWrites()
    {
        foreach (var count in new[] { 0, 1, 2, 5_000 })
        {
            int[] numbers = [.. Enumerable.Range(0, count)];
            var many = Written(w => JsonRows.WriteMany(w, "rows", numbers, static (row, n) => row.Number("n"u8, n)));

            many.ShouldBe(Written(w => JsonRows.Write(w, "rows", numbers, static (row, n) =>
            {
                row.WriteStartObject();
                row.WriteNumber("n", n);
                row.WriteEndObject();
            })));
        }
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            write(writer);
            writer.WriteNumber("behind", 2);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Standard(string text)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Compact))
        {
            writer.WriteStartObject();
            JsonRows.WriteTopicPartition(writer, new TopicPartition(text, 7));
            JsonRows.WriteIds(writer, "none", []);
            JsonRows.WriteIds(writer, "ids", [1001, 2, int.MaxValue]);
            writer.WriteNumber("least", long.MinValue);
            writer.WriteNumber("some", 0);
            writer.WriteNull("no");
            writer.WriteString("text", text);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
