using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Cluster;
using Rebalancer.Files.Assignments;
using Rebalancer.Files.Input;
using Rebalancer.Files.Output;

namespace Rebalancer.Files;

/// <summary>
/// Kafka's reassignment JSON, the format of <c>kafka-reassign-partitions.sh</c>:
/// <c>{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1,2]}]}</c>.
/// </summary>
/// <remarks>Stateless and safe to use from many threads at once.</remarks>
public static class ReassignmentFile
{
    /// <summary>The version that Kafka's tool writes and takes.</summary>
    public const int Version = 1;

    /// <summary>
    /// Reads a file: the JSON alone, or the whole output of <c>--generate</c> (what it proposes) or <c>--execute</c> (the way back).
    /// </summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <returns>Its partitions, sorted by topic and number, each once.</returns>
    /// <exception cref="InputException">The file cannot be read or is not a reassignment; the message names the file and up to 20
    /// partitions with what is wrong.</exception>
    public static Reassignment Read(string path)
    {
        using var file = InputFile.Open(path);
        return Read(file);
    }

    /// <summary>Reads an open file, as <see cref="Read(string)"/> does.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Its partitions, sorted by topic and number, each once.</returns>
    /// <exception cref="InputException">The file is not a reassignment; the message names the file and up to 20 partitions with what is
    /// wrong.</exception>
    public static Reassignment Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new ReassignmentBlocks(file, new PastedText(file), ReadLimits.OfThisMachine()).ReadProposed();
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
    internal static void WriteRows<T>(
        Stream stream, IReadOnlyList<T> rows, Func<T, TopicPartition> partitionOf, Func<T, ImmutableArray<int>> replicasOf)
    {
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            JsonRows.WritePartitions(writer, "partitions", rows, (text, row) =>
            {
                text.Begin(partitionOf(row));
                text.AddIds("replicas"u8, replicasOf(row).Ids());
                text.End();
            });
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
