using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Files.Output;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Topology;

namespace Rebalancer.Reports.Json;

/// <summary>Writes the sections that the reports share.</summary>
internal static class SectionJson
{
    public static void WriteCluster(Utf8JsonWriter writer, ClusterSummary cluster)
    {
        WriteTime(writer, "readAt", cluster.ReadAt);
        writer.WriteNumber("brokerCount", cluster.BrokerCount);
        writer.WriteNumber("topicCount", cluster.TopicCount);
        writer.WriteNumber("partitionCount", cluster.PartitionCount);
        writer.WriteNumber("replicaCount", cluster.ReplicaCount);
        writer.WriteNumber("unknownSizeCount", cluster.UnknownSizeCount);
        writer.WriteNumber("unknownMinInSyncReplicasCount", cluster.UnknownMinimumCount);
    }

    public static void WriteDimensions(Utf8JsonWriter writer, ImmutableArray<RackDimension> dimensions) =>
        JsonRows.Write(writer, "dimensions", dimensions, static (w, d) =>
    {
        w.WriteStartObject();
        w.WriteString("name", d.Name);
        w.WriteString("shortName", d.ShortName);
        w.WriteEndObject();
    });

    public static void WriteHeadline(Utf8JsonWriter writer, Headline headline)
    {
        writer.WriteStartObject("headline");
        writer.WriteString("verdict", Camel(headline.Verdict));
        writer.WriteString("now", headline.Now);
        writer.WriteString("plan", headline.Plan);
        JsonRows.Write(writer, "tiles", headline.Tiles, static (w, t) =>
        {
            w.WriteStartObject();
            w.WriteString("name", t.Name);
            w.WriteString("title", t.Title);
            w.WriteString("unit", Camel(t.Unit));
            WriteNumber(w, "before", t.Before);
            WriteNumber(w, "after", t.After);
            w.WriteString("detail", t.Detail);
            w.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    public static void WriteHealth(Utf8JsonWriter writer, ImmutableArray<HealthCount> health) =>
        JsonRows.Write(writer, "health", health, static (w, h) =>
        {
            w.WriteStartObject();
            w.WriteString("state", Camel(h.State));
            w.WriteNumber("partitions", h.Partitions);
            w.WriteEndObject();
        });

    public static void WriteRisk(Utf8JsonWriter writer, LossReport risk) =>
        JsonRows.Write(writer, "risk", [risk.WithoutLoss, .. risk.Losses], static (w, loss) =>
        {
            w.WriteStartObject();
            w.WriteString("dimension", loss.Dimension);
            w.WriteString("name", loss.Name);
            WriteEffect(w, "before", loss.Before);
            WriteEffect(w, "after", loss.After);
            w.WriteEndObject();
        });

    public static void WriteCells(Utf8JsonWriter writer, DomainGrid grid) => JsonRows.Write(writer, "cells", grid.Cells, static (w, c) =>
    {
        w.WriteStartObject();
        WriteTexts(w, "domains", c.Domains);
        JsonRows.WriteIds(w, "brokers", c.BrokerIds);
        w.WriteNumber("replicas", c.Replicas.Before);
        w.WriteNumber("replicasAfter", c.Replicas.After);
        w.WriteNumber("leaders", c.Leaders.Before);
        w.WriteNumber("leadersAfter", c.Leaders.After);
        w.WriteNumber("bytes", c.Bytes.Before);
        w.WriteNumber("bytesAfter", c.Bytes.After);
        w.WriteEndObject();
    });

    public static void WriteBrokers(Utf8JsonWriter writer, BrokerTable brokers) =>
        JsonRows.Write(writer, "brokers", brokers.Rows, static (w, b) =>
    {
        w.WriteStartObject();
        w.WriteNumber("id", b.Id);
        w.WriteString("host", b.Host);
        WriteTexts(w, "domains", b.Domains);
        WriteTexts(
            w, "marks", [.. Enum.GetValues<BrokerMarks>().Where(m => m != BrokerMarks.None && b.Marks.HasFlag(m)).Select(m => Camel(m))]);
        w.WriteNumber("replicas", b.Replicas.Before);
        w.WriteNumber("replicasAfter", b.Replicas.After);
        w.WriteNumber("leaders", b.Leaders.Before);
        w.WriteNumber("leadersAfter", b.Leaders.After);
        w.WriteNumber("bytes", b.Bytes.Before);
        w.WriteNumber("bytesAfter", b.Bytes.After);
        WriteNumber(w, "diskBytes", b.DiskBytes);
        w.WriteNumber("movesIn", b.MovesIn);
        w.WriteNumber("bytesIn", b.BytesIn);
        w.WriteNumber("removed", b.Removed);
        w.WriteNumber("bytesRemoved", b.BytesRemoved);
        w.WriteNumber("movesOut", b.MovesOut);
        w.WriteNumber("bytesOut", b.BytesOut);
        w.WriteEndObject();
    });

    public static void WriteTopics(Utf8JsonWriter writer, ImmutableArray<TopicRow> topics) =>
        JsonRows.Write(writer, "topics", topics, static (w, t) =>
    {
        w.WriteStartObject();
        w.WriteString("name", t.Name);
        w.WriteNumber("partitions", t.Partitions);
        w.WriteNumber("minReplicationFactor", t.MinReplicationFactor);
        w.WriteNumber("maxReplicationFactor", t.MaxReplicationFactor);
        WriteNumber(w, "minInSyncReplicas", t.MinInSyncReplicas);
        w.WriteNumber("violations", t.Violations.Before);
        w.WriteNumber("violationsAfter", t.Violations.After);
        w.WriteNumber("onLeavingBrokers", t.OnLeavingBrokers.Before);
        w.WriteNumber("onLeavingBrokersAfter", t.OnLeavingBrokers.After);
        w.WriteNumber("changes", t.Changes);
        w.WriteNumber("moves", t.Moves);
        w.WriteNumber("moveBytes", t.MoveBytes);
        w.WriteNumber("bytes", t.Bytes);
        w.WriteNumber("unknownSizes", t.UnknownSizes);
        w.WriteNumber("replicaRange", t.ReplicaRange.Before);
        w.WriteNumber("replicaRangeAfter", t.ReplicaRange.After);
        w.WriteNumber("leaderRange", t.LeaderRange.Before);
        w.WriteNumber("leaderRangeAfter", t.LeaderRange.After);
        w.WriteEndObject();
    });

    public static void WriteNext(Utf8JsonWriter writer, NextSteps next)
    {
        writer.WriteStartObject("next");
        JsonRows.Write(writer, "commands", next.Commands, static (w, c) =>
        {
            w.WriteStartObject();
            w.WriteString("purpose", c.Purpose);
            w.WriteString("line", c.Line);
            w.WriteEndObject();
        });
        writer.WriteString("fingerprint", next.Fingerprint);
        JsonRows.Write(writer, "inputs", next.Inputs, static (w, i) =>
        {
            w.WriteStartObject();
            w.WriteString("kind", i.Kind);
            w.WriteString("name", i.Name);
            w.WriteString("sha256", i.Sha256);
            w.WriteEndObject();
        });
        JsonRows.Write(writer, "options", next.Options, static (w, o) =>
        {
            w.WriteStartObject();
            w.WriteString("name", o.Name);
            w.WriteString("value", o.Value);
            w.WriteEndObject();
        });
        writer.WriteString("toolVersion", next.ToolVersion);
        writer.WriteString("orToolsVersion", next.OrToolsVersion);
        writer.WriteEndObject();
    }

    /// <summary>The member's name as JSON has it.</summary>
    public static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void WriteRange(Utf8JsonWriter writer, string name, LoadRange range)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("min", range.Min);
        writer.WriteNumber("max", range.Max);
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time) =>
        writer.WriteString(name, time is { } moment ? UtcTime.Text(moment) : null);

    public static void WriteTexts(Utf8JsonWriter writer, string name, ImmutableArray<string?> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteEffect(Utf8JsonWriter writer, string name, LossEffect effect)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("offline", effect.Offline);
        writer.WriteNumber("underMinIsr", effect.UnderMinIsr);
        writer.WriteNumber("stopped", effect.Stopped);
        writer.WriteNumber("leaders", effect.Leaders);
        writer.WriteEndObject();
    }
}
