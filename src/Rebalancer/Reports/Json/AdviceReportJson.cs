using System.Text.Json;
using Rebalancer.Files.Output;
using Rebalancer.Plans;

namespace Rebalancer.Reports.Json;

/// <summary>Writes an <see cref="AdviceReport"/> as JSON, version 1: <c>docs/schemas/advice-report.v1.schema.json</c>.</summary>
/// <remarks>Field names are stable; new ones may be added. Stateless and safe for concurrent use.</remarks>
public static class AdviceReportJson
{
    /// <summary>Writes the report and a line end.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="report">The report.</param>
    public static void Write(Stream stream, AdviceReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("clusterId", report.Effects.Cluster.ClusterId);
            writer.WriteString("summary", report.Summary);
            writer.WriteNumber("comparedCount", report.ComparedCount);
            writer.WriteBoolean("allCompared", report.AllCompared);
            SectionJson.WriteDimensions(writer, report.Effects.Cluster.Dimensions);
            writer.WriteStartArray("impossible");
            foreach (var text in report.Impossible)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
            JsonRows.Write(writer, "smallestChanges", report.SmallestChanges, WriteSmallest);
            JsonRows.Write(writer, "present", [report.Present], WriteRow);
            JsonRows.Write(writer, "choices", report.Choices, WriteRow);
            SectionJson.WriteRisk(writer, report.Effects.Risk);
            SectionJson.WriteCells(writer, report.Effects.Grid);
            SectionJson.WriteBrokers(writer, report.Effects.Brokers);
            JsonRows.Write(writer, "notes", report.Notes, PlanJson.WriteNote);
            SectionJson.WriteNext(writer, report.Next);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteSmallest(Utf8JsonWriter writer, SmallestChange change)
    {
        writer.WriteStartObject();
        writer.WriteString("wish", SectionJson.Camel(change.Wish));
        writer.WriteNumber("replicas", change.Replicas);
        WriteBrokers(writer, change.Brokers);
        writer.WriteBoolean("isSmallest", change.IsSmallest);
        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, AdviceRow row)
    {
        writer.WriteStartObject();
        WriteBrokers(writer, row.Brokers);
        writer.WriteNumber("leavingReplicas", row.LeavingReplicas);
        writer.WriteNumber("sharingPartitions", row.SharingPartitions);
        SectionJson.WriteRange(writer, "replicas", row.Replicas);
        SectionJson.WriteRange(writer, "leaders", row.Leaders);
        writer.WriteNumber("moveCount", row.MoveCount);
        writer.WriteNumber("moveBytes", row.MoveBytes);
        PlanJson.WriteGoals(writer, "bounds", new GoalResults(row.Proof.Select(p => p.Result)));
        writer.WriteNumber("worstLossStopped", row.Risk.WorstDomainAfter?.After.Stopped ?? 0);
        writer.WriteEndObject();
    }

    private static void WriteBrokers(Utf8JsonWriter writer, IEnumerable<AdvisedBroker> brokers)
    {
        writer.WriteStartArray("brokers");
        foreach (var broker in brokers)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", broker.BrokerId);
            writer.WriteBoolean("isNew", broker.IsNew);
            SectionJson.WriteTexts(writer, "domains", broker.Domains);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
