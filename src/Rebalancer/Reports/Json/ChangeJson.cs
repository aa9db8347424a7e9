using System.Text.Json;
using Rebalancer.Cluster;
using Rebalancer.Files.Output;
using Rebalancer.Scheduling;

namespace Rebalancer.Reports.Json;

/// <summary>Writes what a plan changes: partitions, flow and time.</summary>
internal static class ChangeJson
{
    private static readonly string[] s_reasonKinds = [.. Enum.GetValues<ChangeReasonKind>().Select(SectionJson.Camel)];

    /// <summary>Every changed partition, one a line.</summary>
    public static void WritePartitions(Utf8JsonWriter writer, PlanEffects effects) =>
        JsonRows.Write(writer, "partitions", effects.Changes, static (w, row) =>
    {
        w.WriteStartObject();
        JsonRows.WriteTopicPartition(w, row.Change.TopicPartition);
        JsonRows.WriteIds(w, "before", row.Change.Before);
        JsonRows.WriteIds(w, "after", row.Change.After);
        if (row.Change.Size.Bytes is { } bytes)
        {
            w.WriteNumber("sizeBytes", bytes);
        }

        JsonRows.WriteIds(w, "added", row.Added);
        JsonRows.WriteIds(w, "removed", row.Removed);
        if (!row.Added.IsEmpty)
        {
            w.WriteNumber("copiedFrom", row.Source);
        }

        w.WriteString("reasonKind", s_reasonKinds[(int)row.Reason.Kind]);
        w.WriteString("reason", row.Reason.Text);
        w.WriteEndObject();
    });

    /// <summary>Who copies to whom.</summary>
    public static void WriteFlow(Utf8JsonWriter writer, CopyFlow flow)
    {
        writer.WriteStartObject("flow");
        JsonRows.Write(writer, "brokers", flow.Brokers, static (w, f) =>
        {
            w.WriteStartObject();
            w.WriteNumber("from", f.From);
            w.WriteNumber("to", f.To);
            w.WriteNumber("moves", f.Moves);
            w.WriteNumber("bytes", f.Bytes);
            w.WriteEndObject();
        });
        JsonRows.Write(writer, "domains", flow.Domains, static (w, f) =>
        {
            w.WriteStartObject();
            w.WriteString("dimension", f.Dimension);
            w.WriteString("from", f.From);
            w.WriteString("to", f.To);
            w.WriteNumber("moves", f.Moves);
            w.WriteNumber("bytes", f.Bytes);
            w.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    /// <summary>How long it takes; null where not known.</summary>
    public static void WriteTime(Utf8JsonWriter writer, MoveEstimate? time)
    {
        if (time is null)
        {
            writer.WriteNull("estimate");
            return;
        }

        writer.WriteStartObject("estimate");
        JsonRows.Write(writer, "times", time.Times, static (w, t) =>
        {
            w.WriteStartObject();
            w.WriteNumber("bytesPerSecond", t.Rate.BytesPerSecond);
            w.WriteNumber("seconds", (long)t.Whole.TotalSeconds);
            w.WriteBoolean("given", t.IsGiven);
            w.WriteEndObject();
        });
        JsonRows.Write(writer, "busiestBrokers", time.BusiestBrokers, static (w, b) =>
        {
            w.WriteStartObject();
            w.WriteNumber("id", b.BrokerId);
            w.WriteNumber("bytesIn", b.BytesIn);
            w.WriteNumber("bytesOut", b.BytesOut);
            w.WriteStartArray("seconds");
            foreach (var until in b.Until)
            {
                w.WriteNumberValue((long)until.TotalSeconds);
            }

            w.WriteEndArray();
            w.WriteEndObject();
        });
        writer.WriteStartArray("assumptions");
        foreach (var assumption in time.Assumptions)
        {
            writer.WriteStringValue(assumption);
        }

        writer.WriteEndArray();
        writer.WriteNumber("unknownSizeCount", time.UnknownSizeCount);
        writer.WriteEndObject();
    }
}
