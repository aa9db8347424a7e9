using System.Text.Json;
using Rebalancer.Files.Output;
using Rebalancer.Plans;

namespace Rebalancer.Reports.Json;

/// <summary>Writes a <see cref="PlanReport"/> as JSON, version 1, the form of <c>docs/schemas/plan-report.v1.schema.json</c>.</summary>
/// <remarks>Field names are stable; new ones may be added. Stateless and safe for concurrent use.</remarks>
public static class PlanReportJson
{
    /// <summary>Writes the report and a line end.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="report">The report.</param>
    public static void Write(Stream stream, PlanReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        var (outcome, effects) = (report.Outcome, report.Effects);
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("clusterId", effects.Cluster.ClusterId);
            writer.WriteString("aim", PlanWords.Of(outcome.Aim));
            writer.WriteString("method", outcome.Method);
            writer.WriteString("selection", report.Selection);
            writer.WriteBoolean("nothingToDo", outcome.NothingToDo);
            SectionJson.WriteHeadline(writer, report.Headline);
            SectionJson.WriteCluster(writer, effects.Cluster);
            SectionJson.WriteHealth(writer, report.Health);
            writer.WriteNumber("changedPartitionCount", effects.Changes.Length);
            writer.WriteNumber("moveCount", effects.MoveCount);
            writer.WriteNumber("moveBytes", effects.MoveBytes);
            writer.WriteNumber("movedUnknownSizeCount", effects.MovedUnknownSizeCount);
            writer.WriteNumber("leaderChangeCount", effects.LeaderChangeCount);
            writer.WriteNumber("notReversibleCount", report.NotReversibleCount);
            PlanJson.WriteGoals(writer, "bounds", outcome.Goals);
            PlanJson.WriteMetrics(writer, "before", effects.Before);
            PlanJson.WriteMetrics(writer, "after", effects.After);
            JsonRows.Write(writer, "notes", report.Notes, PlanJson.WriteNote);
            SectionJson.WriteRisk(writer, effects.Risk);
            SectionJson.WriteDimensions(writer, effects.Cluster.Dimensions);
            SectionJson.WriteCells(writer, effects.Grid);
            SectionJson.WriteBrokers(writer, effects.Brokers);
            ChangeJson.WriteFlow(writer, effects.Flow);
            SectionJson.WriteTopics(writer, effects.Topics);
            ChangeJson.WriteTime(writer, effects.Time);
            SectionJson.WriteNext(writer, report.Next);
            if (report.Frontier is { } frontier)
            {
                FrontierJson.Write(writer, frontier);
            }

            ChangeJson.WritePartitions(writer, effects);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
