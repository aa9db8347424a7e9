using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Cluster;

namespace Rebalancer.Plans;

/// <summary>One partition of a reassignment: the replica list it should get.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Replicas">Broker ids in preference order; not empty, distinct.</param>
public sealed record PartitionReassignment(TopicPartition TopicPartition, ImmutableArray<int> Replicas)
{
    /// <summary>Kafka's <c>log_dirs</c> of the partition, one a replica; empty where the file names none or only "any".</summary>
    public ImmutableArray<string> LogDirs { get; init; } = [];
}

/// <summary>Kafka's reassignment JSON, the format of <c>kafka-reassign-partitions.sh</c>: <c>{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1,2]}]}</c>.</summary>
public static class ReassignmentFile
{
    /// <summary>The version that Kafka's tool writes and takes.</summary>
    public const int Version = 1;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its partitions, sorted by topic and number, each once.</returns>
    /// <exception cref="InputException">The file cannot be read or is not a reassignment; the message names file, line and value.</exception>
    public static ImmutableArray<PartitionReassignment> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new ReassignmentParser(PlanFileBytes.Read(path), path).Parse();
    }

    /// <summary>Writes reassignments as they come, one line each.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="partitions">The partitions, in the order to write.</param>
    public static void Write(Stream stream, IReadOnlyList<PartitionReassignment> partitions)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(partitions);
        WriteRows(stream, partitions, static p => p.TopicPartition, static p => p.Replicas);
    }

    /// <summary>Writes any rows that have a partition and a replica list, without copying them first.</summary>
    internal static void WriteRows<T>(Stream stream, IReadOnlyList<T> rows, Func<T, TopicPartition> partitionOf, Func<T, ImmutableArray<int>> replicasOf)
    {
        using (var writer = new Utf8JsonWriter(stream, PlanJson.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            PlanJson.WriteRows(writer, "partitions", rows, (w, row) =>
            {
                w.WriteStartObject();
                PlanJson.WriteTopicPartition(w, partitionOf(row));
                PlanJson.WriteReplicas(w, "replicas", replicasOf(row));
                w.WriteEndObject();
            });
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
