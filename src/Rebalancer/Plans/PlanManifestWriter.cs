using System.Text.Json;
using Rebalancer.Files.Output;

namespace Rebalancer.Plans;

/// <summary>Writes <c>plan.json</c>: the head indented, one line per changed partition; the same plan gives the same bytes.</summary>
internal static class PlanManifestWriter
{
    public static void Write(Stream stream, PlanManifest manifest)
    {
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            WriteHead(writer, manifest);
            if (manifest.Goals is not null)
            {
                PlanJson.WriteGoals(writer, "bounds", manifest.Goals);
            }

            if (manifest.Before is not null)
            {
                PlanJson.WriteMetrics(writer, "before", manifest.Before);
            }

            if (manifest.After is not null)
            {
                PlanJson.WriteMetrics(writer, "after", manifest.After);
            }

            JsonRows.Write(writer, "notes", manifest.Notes, PlanJson.WriteNote);
            JsonRows.Write(writer, "notReversible", manifest.NotReversible, static (w, p) =>
            {
                w.WriteStartObject();
                JsonRows.WriteTopicPartition(w, p);
                w.WriteEndObject();
            });
            JsonRows.WritePartitions(writer, "partitions", manifest.Changes, PlanJson.WriteChange);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteHead(Utf8JsonWriter writer, PlanManifest manifest)
    {
        writer.WriteNumber("version", manifest.Version);
        writer.WriteString("clusterId", manifest.ClusterId);
        writer.WriteString("fingerprint", manifest.Fingerprint);
        writer.WriteString("aim", PlanWords.Of(manifest.Aim));
        writer.WriteString("toolVersion", manifest.ToolVersion);
        writer.WriteString("orToolsVersion", manifest.OrToolsVersion);
        writer.WriteString("method", manifest.Method);
        JsonRows.Write(writer, "inputs", manifest.Inputs, static (w, input) =>
        {
            w.WriteStartObject();
            w.WriteString("kind", input.Kind);
            w.WriteString("name", input.Name);
            w.WriteString("sha256", input.Sha256);
            w.WriteEndObject();
        });
        if (manifest.Options is { } options)
        {
            WriteOptions(writer, options);
        }
    }

    private static void WriteOptions(Utf8JsonWriter writer, PlanManifestOptions options)
    {
        writer.WriteStartObject("options");
        writer.WriteString("solver", PlanWords.Of(options.Solver));
        writer.WriteString("spread", PlanWords.Of(options.Spread));
        writer.WriteNumber("timeLimitSeconds", options.TimeLimit.TotalSeconds);
        writer.WriteString("topics", options.Topics);
        JsonRows.WriteIds(writer, "deadBrokers", options.Roles.Dead);
        JsonRows.WriteIds(writer, "drainingBrokers", options.Roles.Draining);
        JsonRows.WriteIds(writer, "cordonedBrokers", options.Roles.Cordoned);
        JsonRows.WriteIds(writer, "excludedBrokers", options.Roles.Excluded);
        if (options.Roles.OnlyTo is { } onlyTo)
        {
            JsonRows.WriteIds(writer, "onlyToBrokers", onlyTo);
        }

        WriteAllowances(writer, options);
        writer.WriteBoolean("force", options.Force);
        writer.WriteEndObject();
    }

    /// <summary>What only some plans have.</summary>
    private static void WriteAllowances(Utf8JsonWriter writer, PlanManifestOptions options)
    {
        if (!options.ReplicationFactors.IsEmpty)
        {
            JsonRows.Write(writer, "replicationFactors", options.ReplicationFactors, static (w, f) =>
            {
                w.WriteStartObject();
                w.WriteString("topic", f.Topic);
                w.WriteNumber("replicationFactor", f.ReplicationFactor);
                w.WriteEndObject();
            });
        }

        if (!options.BrokerSets.IsEmpty)
        {
            JsonRows.Write(writer, "brokerSets", options.BrokerSets, static (w, s) =>
            {
                w.WriteStartObject();
                w.WriteString("topic", s.Topic);
                JsonRows.WriteIds(w, "brokers", s.Brokers);
                w.WriteEndObject();
            });
        }

        if (!options.Replacements.IsEmpty)
        {
            JsonRows.Write(writer, "replacements", options.Replacements, static (w, r) =>
            {
                w.WriteStartObject();
                w.WriteNumber("oldBroker", r.OldBroker);
                w.WriteNumber("newBroker", r.NewBroker);
                w.WriteEndObject();
            });
        }

        WriteLimit(writer, "maxMoves", options.Budget.Moves);
        WriteLimit(writer, "maxBytes", options.Budget.Bytes);
        WriteLimit(writer, "maxLeaderChanges", options.Budget.LeaderChanges);
    }

    private static void WriteLimit(Utf8JsonWriter writer, string name, long? limit)
    {
        if (limit is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }
}
