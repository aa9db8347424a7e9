using System.Text.Json;
using Rebalancer.Files.Output;
using Rebalancer.Plans;

namespace Rebalancer.Reports;

/// <summary>Writes a <see cref="PlanReport"/> as JSON, version 1. Field names are stable; new ones may be added.</summary>
/// <remarks>
/// Fields: version, clusterId, aim, method, nothingToDo, brokerCount, topicCount, partitionCount, replicaCount, unknownSizeCount, changedPartitionCount, moveCount, moveBytes,
/// leaderChangeCount, notReversibleCount; bounds (spread, balance, moves, leaders, leaderChanges: each value, lowerBound, proven, gap); before and after (as in plan.json);
/// notes (kind, code, text); partitions (topic, partition, before, after, sizeBytes).
/// </remarks>
public static class PlanReportJson
{
    /// <summary>Writes the report and a line end.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="report">The report.</param>
    public static void Write(Stream stream, PlanReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        var outcome = report.Outcome;
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("clusterId", report.ClusterId);
            writer.WriteString("aim", PlanWords.Of(outcome.Aim));
            writer.WriteString("method", outcome.Method);
            writer.WriteBoolean("nothingToDo", outcome.NothingToDo);
            writer.WriteNumber("brokerCount", report.BrokerCount);
            writer.WriteNumber("topicCount", report.TopicCount);
            writer.WriteNumber("partitionCount", report.PartitionCount);
            writer.WriteNumber("replicaCount", report.ReplicaCount);
            writer.WriteNumber("unknownSizeCount", report.UnknownSizeCount);
            writer.WriteNumber("changedPartitionCount", outcome.Changes.Length);
            writer.WriteNumber("moveCount", outcome.MoveCount);
            writer.WriteNumber("moveBytes", outcome.MoveBytes);
            writer.WriteNumber("leaderChangeCount", outcome.LeaderChangeCount);
            writer.WriteNumber("notReversibleCount", report.NotReversibleCount);
            PlanJson.WriteGoals(writer, "bounds", outcome.Goals);
            PlanJson.WriteMetrics(writer, "before", outcome.Before);
            PlanJson.WriteMetrics(writer, "after", outcome.After);
            JsonRows.Write(writer, "notes", report.Notes, PlanJson.WriteNote);
            JsonRows.Write(writer, "partitions", outcome.Changes, PlanJson.WriteChange);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
