using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Goals;

namespace Rebalancer.Plans;

/// <summary>How plans, their metrics and bounds are written as JSON: the one spelling that plan.json and the reports share.</summary>
internal static class PlanJson
{
    /// <summary>Indented, LF, and readable: none of these files is put into a script of a web page.</summary>
    public static JsonWriterOptions Indented { get; } = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Rows after which the writer is flushed, so that a million of them do not pile up in memory.</summary>
    private const int FlushEvery = 4096;

    /// <summary>Writes an array whose elements stand on one line each, however deep they are.</summary>
    public static void WriteRows<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> rows, Action<Utf8JsonWriter, T> writeRow)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var rowWriter = new Utf8JsonWriter(buffer, s_compact);
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

    public static void WriteReplicas(Utf8JsonWriter writer, string name, ImmutableArray<int> replicas)
    {
        writer.WriteStartArray(name);
        foreach (var broker in replicas)
        {
            writer.WriteNumberValue(broker);
        }

        writer.WriteEndArray();
    }

    public static void WriteTopicPartition(Utf8JsonWriter writer, TopicPartition partition)
    {
        writer.WriteString("topic", partition.Topic);
        writer.WriteNumber("partition", partition.Partition);
    }

    public static void WriteChange(Utf8JsonWriter writer, PartitionChange change)
    {
        writer.WriteStartObject();
        WriteTopicPartition(writer, change.TopicPartition);
        WriteReplicas(writer, "before", change.Before);
        WriteReplicas(writer, "after", change.After);
        if (change.SizeBytes != PartitionSnapshot.UnknownSize)
        {
            writer.WriteNumber("sizeBytes", change.SizeBytes);
        }

        writer.WriteEndObject();
    }

    public static void WriteNote(Utf8JsonWriter writer, PlanNote note)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", PlanWords.Of(note.Kind));
        writer.WriteString("code", note.Code);
        writer.WriteString("text", note.Text);
        writer.WriteEndObject();
    }

    /// <summary>An object with a member for each goal, in the order of the aim.</summary>
    public static void WriteGoals(Utf8JsonWriter writer, string name, GoalResults goals)
    {
        writer.WriteStartObject(name);
        foreach (var result in goals)
        {
            WriteInline(writer, result.Goal.Name, w =>
            {
                w.WriteNumber("value", result.Value);
                w.WriteNumber("lowerBound", result.LowerBound);
                w.WriteBoolean("proven", result.Proven);
                w.WriteNumber("gap", result.Gap);
            });
        }

        writer.WriteEndObject();
    }

    public static void WriteMetrics(Utf8JsonWriter writer, string name, PlanMetrics metrics)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("partitionsWithAvoidableViolations", metrics.PartitionsWithAvoidableViolations);
        WriteRows(writer, "dimensions", metrics.Dimensions, static (w, d) =>
        {
            w.WriteStartObject();
            w.WriteString("name", d.Dimension);
            w.WriteNumber("sharingPartitions", d.SharingPartitions);
            w.WriteNumber("missingDomains", d.MissingDomains);
            w.WriteEndObject();
        });
        writer.WriteNumber("deadReplicas", metrics.DeadReplicas);
        WriteRange(writer, "replicas", metrics.Replicas);
        writer.WriteNumber("replicaSumOfSquares", metrics.ReplicaSumOfSquares);
        WriteRange(writer, "leaders", metrics.Leaders);
        writer.WriteNumber("leaderSumOfSquares", metrics.LeaderSumOfSquares);
        WriteRange(writer, "bytes", metrics.Bytes);
        WriteRows(writer, "brokers", metrics.Brokers, WriteBroker);
        writer.WriteEndObject();
    }

    /// <summary>Writes an object on the line of its name.</summary>
    private static void WriteInline(Utf8JsonWriter writer, string name, Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var inline = new Utf8JsonWriter(buffer, s_compact))
        {
            inline.WriteStartObject();
            writeMembers(inline);
            inline.WriteEndObject();
        }

        writer.WritePropertyName(name);
        writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
    }

    private static void WriteBroker(Utf8JsonWriter writer, BrokerMetrics broker)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", broker.BrokerId);
        writer.WriteString("host", broker.Host);
        writer.WriteStartArray("domains");
        foreach (var domain in broker.Domains)
        {
            writer.WriteStringValue(domain);
        }

        writer.WriteEndArray();
        writer.WriteNumber("replicas", broker.Replicas);
        writer.WriteNumber("leaders", broker.Leaders);
        writer.WriteNumber("bytes", broker.Bytes);
        writer.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter writer, string name, LoadRange range) => WriteInline(writer, name, w =>
    {
        w.WriteNumber("min", range.Min);
        w.WriteNumber("max", range.Max);
        w.WriteNumber("spread", range.Spread);
    });
}
