using System.Buffers;
using System.Text.Json;
using Rebalancer.Cluster;
using Rebalancer.Files.Output;
using Rebalancer.Planning;

namespace Rebalancer.Plans;

/// <summary>How plans, their metrics and bounds are written as JSON: the one spelling that plan.json and the reports share.</summary>
internal static class PlanJson
{
    public static void WriteChange(PartitionRow row, PartitionChange change)
    {
        row.Begin(change.TopicPartition);
        row.AddIds("before"u8, change.Before.Ids());
        row.AddIds("after"u8, change.After.Ids());
        if (change.Size.Bytes is { } bytes)
        {
            row.AddNumber("sizeBytes"u8, bytes);
        }

        row.End();
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
        JsonRows.Write(writer, "dimensions", metrics.Dimensions, static (w, d) =>
        {
            w.WriteStartObject();
            w.WriteString("name", d.Dimension);
            w.WriteNumber("sharingPartitions", d.SharingPartitions);
            w.WriteNumber("missingDomains", d.MissingDomains);
            w.WriteEndObject();
        });
        writer.WriteNumber("deadReplicas", metrics.DeadReplicas);
        writer.WriteNumber("drainingReplicas", metrics.DrainingReplicas);
        WriteRange(writer, "replicas", metrics.Replicas);
        writer.WriteNumber("replicaSumOfSquares", metrics.ReplicaSumOfSquares);
        WriteRange(writer, "leaders", metrics.Leaders);
        writer.WriteNumber("leaderSumOfSquares", metrics.LeaderSumOfSquares);
        WriteRange(writer, "bytes", metrics.Bytes);
        JsonRows.Write(writer, "brokers", metrics.Brokers, WriteBroker);
        writer.WriteEndObject();
    }

    /// <summary>Writes an object on the line of its name.</summary>
    private static void WriteInline(Utf8JsonWriter writer, string name, Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var inline = new Utf8JsonWriter(buffer, JsonRows.Compact))
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
        writer.WriteString("role", broker.Role.Name);
        writer.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter writer, string name, LoadRange range) => WriteInline(writer, name, w =>
    {
        w.WriteNumber("min", range.Min);
        w.WriteNumber("max", range.Max);
        w.WriteNumber("range", range.Range);
    });
}
