using System.Text.Json;
using Rebalancer.Files.Output;
using Rebalancer.Plans;

namespace Rebalancer.Reports.Json;

/// <summary>
/// Writes a <see cref="ClusterReport"/> as JSON, version 1, the form of <c>docs/schemas/cluster-report.v1.schema.json</c>.
/// </summary>
/// <remarks>Field names are stable; new ones may be added. Stateless and safe for concurrent use.</remarks>
public static class ClusterReportJson
{
    /// <summary>Writes the report and a line end.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="report">The report.</param>
    public static void Write(Stream stream, ClusterReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        var effects = report.Effects;
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("clusterId", effects.Cluster.ClusterId);
            SectionJson.WriteHeadline(writer, report.Headline);
            SectionJson.WriteCluster(writer, effects.Cluster);
            JsonRows.WriteIds(writer, "deadBrokers", report.DeadBrokers);
            JsonRows.WriteIds(writer, "cordonedBrokers", report.CordonedBrokers);
            JsonRows.Write(writer, "replicationFactors", report.ReplicationFactors, static (w, f) =>
            {
                w.WriteStartObject();
                w.WriteNumber("factor", f.Factor);
                w.WriteNumber("partitions", f.Partitions);
                w.WriteEndObject();
            });
            SectionJson.WriteHealth(writer, report.Health);
            SectionJson.WriteDimensions(writer, effects.Cluster.Dimensions);
            SectionJson.WriteCells(writer, effects.Grid);
            PlanJson.WriteMetrics(writer, "metrics", effects.Before);
            SectionJson.WriteRisk(writer, effects.Risk);
            SectionJson.WriteBrokers(writer, effects.Brokers);
            SectionJson.WriteTopics(writer, effects.Topics);
            JsonRows.Write(writer, "violations", report.Violations, WriteViolation);
            JsonRows.Write(writer, "notes", report.Notes, PlanJson.WriteNote);
            SectionJson.WriteNext(writer, report.Next);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteViolation(Utf8JsonWriter writer, SpreadViolation violation)
    {
        writer.WriteStartObject();
        JsonRows.WriteTopicPartition(writer, violation.TopicPartition);
        JsonRows.WriteIds(writer, "replicas", violation.Replicas);
        writer.WriteStartArray("lacks");
        foreach (var lack in violation.Lacks)
        {
            writer.WriteStartObject();
            writer.WriteString("dimension", lack.Dimension);
            writer.WriteNumber("missingDomains", lack.MissingDomains);
            writer.WriteString("crowdedDomain", lack.CrowdedDomain);
            writer.WriteNumber("replicas", lack.Replicas);
            writer.WriteStartArray("emptyDomains");
            foreach (var domain in lack.EmptyDomains)
            {
                writer.WriteStringValue(domain);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
