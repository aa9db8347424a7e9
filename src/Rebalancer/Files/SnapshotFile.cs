using System.IO.Compression;
using System.Text.Json;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Rebalancer.Files.Output;
using Rebalancer.Files.Snapshots;

namespace Rebalancer;

/// <summary>The ClusterSnapshot JSON file, version 1: reads and writes a cluster as plain data.</summary>
/// <remarks>
/// <para>
/// The shape, a public contract:
/// <c>{"version":1,"clusterId":"...","brokers":[{"id":1001,"host":"wn0-x","rack":"FD0UD0"}],"deadBrokers":[...],
/// "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1001,1002,1003],"leader":1001,"isr":[...],"sizeBytes":123}]}]}</c>.
/// <c>version</c>, <c>isr</c>, <c>sizeBytes</c>, <c>deadBrokers</c>, <c>rack</c> and <c>clusterId</c> are optional; a leader of -1 is none;
/// unknown fields are
/// ignored. Written where set, beyond the contract: <c>readAt</c> (UTC, <c>2026-11-24T09:30:00Z</c>); <c>cordoned</c> and
/// <c>usableBytes</c> of a broker;
/// <c>topicId</c> (as Kafka prints it), <c>minInSyncReplicas</c> and <c>placementConstraints</c> of a topic; <c>health</c> of a partition
/// (an array of names).
/// </para>
/// <para>Stateless and safe to use from many threads at once.</para>
/// </remarks>
/// <example>
/// <code>
/// ClusterSnapshot snapshot = SnapshotFile.Read("cluster.json");
/// Console.WriteLine($"{snapshot.Brokers.Length} brokers, {snapshot.PartitionCount} partitions");
/// SnapshotFile.Write(snapshot, "cluster.json.gz");
/// </code>
/// </example>
public static class SnapshotFile
{
    /// <summary>The version that is read and written.</summary>
    public const int Version = SnapshotJsonNames.CurrentVersion;

    /// <summary>Reads a file, plain or gzip (recognised by content).</summary>
    /// <param name="path">The file.</param>
    /// <returns>The cluster, sorted and checked; what stands out in it is named in its warnings.</returns>
    /// <exception cref="InputException">The file is missing or not a valid snapshot; the message is one line with value and
    /// place.</exception>
    public static ClusterSnapshot Read(string path)
    {
        using var file = InputFile.Open(path);
        return Read(file);
    }

    /// <summary>Reads an open file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The cluster, sorted and checked; what stands out in it is named in its warnings.</returns>
    /// <exception cref="InputException">The file is not a valid snapshot; the message is one line with value and place.</exception>
    public static ClusterSnapshot Read(InputFile file) => Read(file, ReadLimits.OfThisMachine());

    /// <summary>Writes a file; gzip where the name ends in <c>.gz</c>. An existing file is replaced only once all is written.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Write(ClusterSnapshot snapshot, string path)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentException.ThrowIfNullOrEmpty(path);
        DurableFile.Replace(path, file =>
        {
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
                Write(snapshot, gzip);
            }
            else
            {
                Write(snapshot, file);
            }
        });
    }

    /// <summary>Writes a stream as plain JSON, the same bytes for the same snapshot; the stream stays open.</summary>
    /// <param name="snapshot">The cluster; its warnings are not written, a reader finds them again.</param>
    /// <param name="stream">The stream.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(ClusterSnapshot snapshot, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream, JsonRows.Compact);
        SnapshotJsonWriter.Write(json, snapshot);
    }

    /// <summary>Reads within limits, so that a file (or what a small gzip file unpacks to) cannot exhaust the machine.</summary>
    internal static ClusterSnapshot Read(InputFile file, ReadLimits limits)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            var notes = new List<string>();
            var snapshot = JsonDocuments.ReadOne(
                file, (ref JsonInput input) => new SnapshotJsonReader(file, limits).Read(ref input), notes);
            SizeTotal.Require(file, snapshot);
            return snapshot with { Notes = [.. notes] };
        }
        catch (OutOfMemoryException e)
        {
            throw new InputException(
                $"{file.Name}: the cluster is too large to hold in memory. Perhaps a machine or container with more memory helps.", e);
        }
    }
}
