using System.Text.Json;
using Rebalancer.Files.Output;
using Rebalancer.Plans;

namespace Rebalancer.Reports.Json;

/// <summary>Writes a <see cref="CheckReport"/> as JSON, version 1, the form of <c>docs/schemas/check-report.v1.schema.json</c>.</summary>
/// <remarks>Field names are stable; new ones may be added. Stateless and safe for concurrent use.</remarks>
public static class CheckReportJson
{
    /// <summary>Writes the report and a line end.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="report">The report.</param>
    public static void Write(Stream stream, CheckReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        var (verification, effects) = (report.Verification, report.Effects);
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("plan", report.Plan);
            writer.WriteString("clusterId", effects.Cluster.ClusterId);
            writer.WriteBoolean("valid", verification.IsValid);
            writer.WriteNumber("errorCount", verification.ErrorCount);
            writer.WriteNumber("warningCount", verification.WarningCount);
            SectionJson.WriteHeadline(writer, report.Headline);
            SectionJson.WriteCluster(writer, effects.Cluster);
            writer.WriteNumber("changedPartitionCount", verification.ChangedPartitionCount);
            writer.WriteNumber("moveCount", verification.MoveCount);
            writer.WriteNumber("moveBytes", verification.MoveBytes);
            writer.WriteNumber("movedUnknownSizeCount", effects.MovedUnknownSizeCount);
            writer.WriteNumber("leaderChangeCount", verification.LeaderChangeCount);
            JsonRows.Write(writer, "findings", verification.Findings, static (w, f) =>
            {
                w.WriteStartObject();
                w.WriteString("severity", FindingWords.Of(f.Severity));
                w.WriteString("code", f.Code);
                if (f.TopicPartition is { } partition)
                {
                    JsonRows.WriteTopicPartition(w, partition);
                }

                w.WriteString("text", f.Text);
                w.WriteEndObject();
            });
            JsonRows.Write(writer, "notes", report.Notes, PlanJson.WriteNote);
            PlanJson.WriteMetrics(writer, "before", effects.Before);
            PlanJson.WriteMetrics(writer, "after", effects.After);
            SectionJson.WriteRisk(writer, effects.Risk);
            SectionJson.WriteDimensions(writer, effects.Cluster.Dimensions);
            SectionJson.WriteCells(writer, effects.Grid);
            SectionJson.WriteBrokers(writer, effects.Brokers);
            ChangeJson.WriteFlow(writer, effects.Flow);
            SectionJson.WriteTopics(writer, effects.Topics);
            ChangeJson.WriteTime(writer, effects.Time);
            SectionJson.WriteNext(writer, report.Next);
            ChangeJson.WritePartitions(writer, effects);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
