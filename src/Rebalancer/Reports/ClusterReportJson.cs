using System.Text.Json;
using Rebalancer.Files.Output;
using Rebalancer.Plans;

namespace Rebalancer.Reports;

/// <summary>Writes a <see cref="ClusterReport"/> as JSON, version 1. Field names are stable; new ones may be added.</summary>
/// <remarks>
/// Fields: version, clusterId, brokerCount, deadBrokers, cordonedBrokers, topicCount, partitionCount, replicaCount, unknownSizeCount, replicationFactors (factor, partitions),
/// health (state, partitions), dimensions (name, shortName), cells (domains, brokers, replicas), metrics (as "before" in plan.json), notes (kind, code, text).
/// </remarks>
public static class ClusterReportJson
{
    /// <summary>Writes the report and a line end.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="report">The report.</param>
    public static void Write(Stream stream, ClusterReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("clusterId", report.ClusterId);
            writer.WriteNumber("brokerCount", report.BrokerCount);
            JsonRows.WriteIds(writer, "deadBrokers", report.DeadBrokers);
            JsonRows.WriteIds(writer, "cordonedBrokers", report.CordonedBrokers);
            writer.WriteNumber("topicCount", report.TopicCount);
            writer.WriteNumber("partitionCount", report.PartitionCount);
            writer.WriteNumber("replicaCount", report.ReplicaCount);
            writer.WriteNumber("unknownSizeCount", report.UnknownSizeCount);
            JsonRows.Write(writer, "replicationFactors", report.ReplicationFactors, static (w, f) =>
            {
                w.WriteStartObject();
                w.WriteNumber("factor", f.Factor);
                w.WriteNumber("partitions", f.Partitions);
                w.WriteEndObject();
            });
            JsonRows.Write(writer, "health", report.Health, static (w, h) =>
            {
                w.WriteStartObject();
                w.WriteString("state", JsonNamingPolicy.CamelCase.ConvertName(h.State.ToString()));
                w.WriteNumber("partitions", h.Partitions);
                w.WriteEndObject();
            });
            JsonRows.Write(writer, "dimensions", report.Dimensions, static (w, d) =>
            {
                w.WriteStartObject();
                w.WriteString("name", d.Name);
                w.WriteString("shortName", d.ShortName);
                w.WriteEndObject();
            });
            JsonRows.Write(writer, "cells", report.Cells, static (w, c) =>
            {
                w.WriteStartObject();
                w.WriteStartArray("domains");
                foreach (var domain in c.Domains)
                {
                    w.WriteStringValue(domain);
                }

                w.WriteEndArray();
                JsonRows.WriteIds(w, "brokers", c.BrokerIds);
                w.WriteNumber("replicas", c.Replicas);
                w.WriteEndObject();
            });
            PlanJson.WriteMetrics(writer, "metrics", report.Metrics);
            JsonRows.Write(writer, "notes", report.Notes, PlanJson.WriteNote);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
