using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rebalancer.Cluster;

namespace Rebalancer.Files.Output;

/// <summary>How every JSON file of this product is written: indented, LF, long lists a row a line.</summary>
internal static class JsonRows
{
    /// <summary>Indented, LF, and readable: none of these files is put into a script of a web page.</summary>
    public static JsonWriterOptions Indented { get; } = new()
    { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same on one line.</summary>
    public static JsonWriterOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Rows after which the writer is flushed, so that a million of them do not pile up in memory.</summary>
    private const int FlushEvery = 4096;
    private const int FlushAtBytes = 1 << 15;

    /// <summary>Writes an array whose elements stand on one line each, however deep they are.</summary>
    public static void Write<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> rows, Action<Utf8JsonWriter, T> writeRow)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var rowWriter = new Utf8JsonWriter(buffer, Compact);
        writer.WriteStartArray(name);
        var indentation = "\n" + new string(' ', 2 * writer.CurrentDepth);
        for (var i = 0; i < rows.Count; i++)
        {
            // The writer puts raw values behind each other; the line end before each is part of the row.
            buffer.ResetWrittenCount();
            Encoding.UTF8.GetBytes(indentation, buffer);
            rowWriter.Reset();
            writeRow(rowWriter, rows[i]);
            rowWriter.Flush();
            writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
            if (i % FlushEvery == FlushEvery - 1)
            {
                writer.Flush();
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>
    /// Writes an array with an object for each row, each on a line of its own, as <see cref="Write"/> does; for lists of a million.
    /// </summary>
    public static void WriteMany<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> rows, Action<JsonRow, T> writeMembers)
    {
        var buffer = new Utf8Buffer();
        var row = new JsonRow(buffer);
        writer.WriteStartArray(name);
        var indentation = Encoding.UTF8.GetBytes("\n" + new string(' ', 2 * writer.CurrentDepth));
        for (var i = 0; i < rows.Count; i++)
        {
            // The writer takes many rows for one raw value, and puts commas between those that it is given only.
            if (buffer.Length > 0)
            {
                buffer.Add((byte)',');
            }

            buffer.Add(indentation);
            row.Begin();
            writeMembers(row, rows[i]);
            row.End();
            if (buffer.Length >= FlushAtBytes || i == rows.Count - 1)
            {
                writer.WriteRawValue(buffer.Written, skipInputValidation: true);
                writer.Flush();
                buffer.Clear();
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes broker ids as an array.</summary>
    public static void WriteIds(Utf8JsonWriter writer, string name, ImmutableArray<int> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids)
        {
            writer.WriteNumberValue(id);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes topic and number of a partition into the object that is open.</summary>
    public static void WriteTopicPartition(Utf8JsonWriter writer, TopicPartition partition)
    {
        writer.WriteString("topic", partition.Topic);
        writer.WriteNumber("partition", partition.Partition);
    }
}
