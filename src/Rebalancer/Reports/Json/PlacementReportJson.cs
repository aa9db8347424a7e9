using System.Text.Json;
using Rebalancer.Files.Output;
using Rebalancer.Plans;

namespace Rebalancer.Reports.Json;

/// <summary>Writes a <see cref="PlacementReport"/> as JSON, version 1: <c>docs/schemas/placement-report.v1.schema.json</c>.</summary>
/// <remarks>Field names are stable; new ones may be added. Stateless and safe for concurrent use.</remarks>
public static class PlacementReportJson
{
    /// <summary>Writes the report and a line end.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="report">The report.</param>
    public static void Write(Stream stream, PlacementReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("clusterId", report.ClusterId);
            writer.WriteString("summary", report.Summary);
            writer.WriteString("method", report.Method);
            PlanJson.WriteGoals(writer, "bounds", new GoalResults(report.Proof.Select(p => p.Result)));
            PlanJson.WriteMetrics(writer, "before", report.Before);
            PlanJson.WriteMetrics(writer, "after", report.After);
            JsonRows.Write(writer, "notes", report.Notes, PlanJson.WriteNote);
            JsonRows.Write(writer, "topics", report.Topics, static (w, topic) =>
            {
                w.WriteStartObject();
                w.WriteString("name", topic.Name);
                w.WriteBoolean("isNew", topic.IsNew);
                w.WriteNumber("replicationFactor", topic.ReplicationFactor);
                w.WriteNumber("partitionCount", topic.Partitions.Length);
                SectionJson.WriteRange(w, "replicas", topic.Replicas);
                SectionJson.WriteRange(w, "leaders", topic.Leaders);
                w.WriteString("replicaAssignment", topic.ReplicaAssignment);
                w.WriteEndObject();
            });
            JsonRows.Write(writer, "partitions", [.. report.Topics.SelectMany(t => t.Partitions)], static (w, partition) =>
            {
                w.WriteStartObject();
                JsonRows.WriteTopicPartition(w, partition.TopicPartition);
                JsonRows.WriteIds(w, "replicas", partition.Replicas);
                w.WriteEndObject();
            });
            SectionJson.WriteNext(writer, report.Next);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
