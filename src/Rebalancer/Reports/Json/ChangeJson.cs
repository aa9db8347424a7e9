using System.Text.Json;
using Rebalancer.Cluster;
using Rebalancer.Files.Output;
using Rebalancer.Plans;
using Rebalancer.Scheduling;

namespace Rebalancer.Reports.Json;

/// <summary>Writes what a plan changes: partitions, flow and time.</summary>
internal static class ChangeJson
{
    private static readonly string[] s_reasonKinds = [.. Enum.GetValues<ChangeReasonKind>().Select(SectionJson.Camel)];

    /// <summary>Every changed partition, one a line.</summary>
    public static void WritePartitions(Utf8JsonWriter writer, PlanEffects effects) =>
        JsonRows.WriteMany(writer, "partitions", effects.Changes, static (json, row) =>
    {
        PlanJson.WriteChange(json, row.Change);
        json.Ids("added"u8, row.Added);
        json.Ids("removed"u8, row.Removed);
        if (!row.Added.IsEmpty)
        {
            json.Number("copiedFrom"u8, row.Source);
        }

        json.Text("reasonKind"u8, s_reasonKinds[(int)row.Reason.Kind]);
        json.Text("reason"u8, row.Reason.Text);
    });

    /// <summary>Who copies to whom.</summary>
    public static void WriteFlow(Utf8JsonWriter writer, CopyFlow flow)
    {
        writer.WriteStartObject("flow");
        JsonRows.WriteMany(writer, "brokers", flow.Brokers, static (json, f) =>
        {
            json.Number("from"u8, f.From);
            json.Number("to"u8, f.To);
            json.Number("moves"u8, f.Moves);
            json.Number("bytes"u8, f.Bytes);
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
