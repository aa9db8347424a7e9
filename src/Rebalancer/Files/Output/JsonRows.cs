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

    /// <summary>Bytes after which the writer is flushed, so that a million rows do not pile up in memory.</summary>
    private const int FlushAt = 1 << 15;

    private static readonly JsonEncodedText s_topic = JsonEncodedText.Encode("topic");
    private static readonly JsonEncodedText s_partition = JsonEncodedText.Encode("partition");

    /// <summary>Writes an array whose elements stand on one line each, however deep they are.</summary>
    public static void Write<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> rows, Action<Utf8JsonWriter, T> writeRow)
    {
        var text = new Utf8Buffer();
        using var rowWriter = new Utf8JsonWriter(text, Compact);
        Write(writer, name, rows, text, row =>
        {
            rowWriter.Reset();
            writeRow(rowWriter, row);
            rowWriter.Flush();
        });
    }

    /// <summary>The same for rows that each begin with a partition, of which there can be a million.</summary>
    public static void WritePartitions<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> rows, Action<PartitionRow, T> writeRow)
    {
        var text = new Utf8Buffer();
        var partitionRow = new PartitionRow(text);
        Write(writer, name, rows, text, row => writeRow(partitionRow, row));
    }

    private static void Write<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> rows, Utf8Buffer text, Action<T> addRow)
    {
        writer.WriteStartArray(name);
        var indentation = Encoding.UTF8.GetBytes("\n" + new string(' ', 2 * writer.CurrentDepth));
        for (var i = 0; i < rows.Count; i++)
        {
            // Many rows make one raw value; the line end before each is part of the row.
            if (text.Length > 0)
            {
                text.Add((byte)',');
            }

            text.Add(indentation);
            addRow(rows[i]);
            if (text.Length >= FlushAt || i == rows.Count - 1)
            {
                writer.WriteRawValue(text.Written, skipInputValidation: true);
                if (text.Length >= FlushAt)
                {
                    writer.Flush();
                }

                text.Clear();
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
        writer.WriteString(s_topic, partition.Topic);
        writer.WriteNumber(s_partition, partition.Partition);
    }
}
