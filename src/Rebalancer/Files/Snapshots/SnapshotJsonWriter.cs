using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Cluster;

namespace Rebalancer.Files.Snapshots;

/// <summary>Writes the snapshot file.</summary>
internal static class SnapshotJsonWriter
{
    private const int FlushBytes = 64 * 1024;

    public static void Write(Utf8JsonWriter json, ClusterSnapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteNumber(SnapshotJsonNames.Version.Utf8, SnapshotJsonNames.CurrentVersion);
        if (snapshot.ClusterId is not null)
        {
            json.WriteString(SnapshotJsonNames.ClusterId.Utf8, snapshot.ClusterId);
        }

        if (snapshot.ReadAt is { } time)
        {
            json.WriteString(SnapshotJsonNames.ReadAt.Utf8, UtcTime.Text(time));
        }

        WriteBrokers(json, SnapshotJsonNames.Brokers.Utf8, snapshot.Brokers);
        if (!snapshot.DeadBrokers.IsEmpty)
        {
            WriteBrokers(json, SnapshotJsonNames.DeadBrokers.Utf8, snapshot.DeadBrokers);
        }

        json.WriteStartArray(SnapshotJsonNames.Topics.Utf8);
        foreach (var topic in snapshot.Topics)
        {
            WriteTopic(json, topic);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteBrokers(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<Broker> brokers)
    {
        json.WriteStartArray(name);
        foreach (var broker in brokers)
        {
            json.WriteStartObject();
            json.WriteNumber(SnapshotJsonNames.Id.Utf8, broker.Id);
            json.WriteString(SnapshotJsonNames.Host.Utf8, broker.Host);
            if (broker.Rack is not null)
            {
                json.WriteString(SnapshotJsonNames.Rack.Utf8, broker.Rack);
            }

            if (broker.Cordoned)
            {
                json.WriteBoolean(SnapshotJsonNames.Cordoned.Utf8, true);
            }

            if (broker.UsableBytes is { } usable)
            {
                json.WriteNumber(SnapshotJsonNames.UsableBytes.Utf8, usable);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTopic(Utf8JsonWriter json, TopicSnapshot topic)
    {
        json.WriteStartObject();
        json.WriteString(SnapshotJsonNames.Name.Utf8, topic.Name);
        if (topic.TopicId is { } id)
        {
            json.WriteString(SnapshotJsonNames.TopicId.Utf8, KafkaUuid.Format(id));
        }

        if (topic.MinInSyncReplicas is { } minimum)
        {
            json.WriteNumber(SnapshotJsonNames.MinInSyncReplicas.Utf8, minimum);
        }

        if (topic.HasPlacementConstraints)
        {
            json.WriteBoolean(SnapshotJsonNames.PlacementConstraints.Utf8, true);
        }

        json.WriteStartArray(SnapshotJsonNames.Partitions.Utf8);
        foreach (var partition in topic.Partitions)
        {
            WritePartition(json, partition);
            if (json.BytesPending > FlushBytes)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePartition(Utf8JsonWriter json, PartitionSnapshot partition)
    {
        json.WriteStartObject();
        json.WriteNumber(SnapshotJsonNames.Partition.Utf8, partition.Partition);
        WriteIds(json, SnapshotJsonNames.Replicas.Utf8, partition.Replicas);
        json.WriteNumber(SnapshotJsonNames.Leader.Utf8, partition.Leader);
        if (!partition.Isr.IsDefault)
        {
            WriteIds(json, SnapshotJsonNames.Isr.Utf8, partition.Isr);
        }

        if (partition.Size.Bytes is { } bytes)
        {
            json.WriteNumber(SnapshotJsonNames.SizeBytes.Utf8, bytes);
        }

        if (partition.Health != PartitionHealth.Healthy)
        {
            json.WriteStartArray(SnapshotJsonNames.Health.Utf8);
            foreach (var (flag, name) in SnapshotJsonNames.HealthFlags)
            {
                if (partition.Health.HasFlag(flag))
                {
                    json.WriteStringValue(name);
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<int> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
    }
}
