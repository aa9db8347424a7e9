using System.IO.Compression;
using System.Text.Json;
using Rebalancer.Input;

namespace Rebalancer.Cluster;

/// <summary>The ClusterSnapshot JSON file, version 1: reads and writes a cluster as plain data.</summary>
/// <remarks>
/// <para>
/// The shape, a public contract: <c>{"version":1,"clusterId":"...","brokers":[{"id":1001,"host":"wn0-x","rack":"FD0UD0"}],"deadBrokers":[...],
/// "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1001,1002,1003],"leader":1001,"isr":[...],"sizeBytes":123}]}]}</c>.
/// <c>isr</c>, <c>sizeBytes</c>, <c>deadBrokers</c>, <c>rack</c> and <c>clusterId</c> are optional; a leader of -1 is none; unknown fields are ignored. Written where set,
/// beyond the contract: <c>cordoned</c> and <c>usableBytes</c> of a broker, <c>topicId</c> of a topic (as Kafka prints it), <c>health</c> of a partition (an array of names).
/// </para>
/// <para>Stateless and safe to use from many threads at once.</para>
/// </remarks>
public static class SnapshotFile
{
    /// <summary>The version that is read and written.</summary>
    public const int Version = 1;

    /// <summary>Reads a file, plain or gzip (recognised by content).</summary>
    /// <param name="path">The file.</param>
    /// <returns>The cluster, sorted and checked; replicas on brokers that are not listed are named in its warnings.</returns>
    /// <exception cref="InputException">The file is missing or not a valid snapshot; the message is one line with value and place.</exception>
    public static ClusterSnapshot Read(string path)
    {
        using var source = InputSource.Open(path);
        return Read(source, SnapshotLimits.OfThisMachine());
    }

    /// <summary>Reads a stream, plain or gzip (recognised by content); the stream stays open.</summary>
    /// <param name="stream">The stream; need not seek.</param>
    /// <param name="name">What messages call the input.</param>
    /// <returns>The cluster, sorted and checked; replicas on brokers that are not listed are named in its warnings.</returns>
    /// <exception cref="InputException">The stream is not a valid snapshot; the message is one line with value and place.</exception>
    public static ClusterSnapshot Read(Stream stream, string name)
    {
        using var source = InputSource.From(stream, name);
        return Read(source, SnapshotLimits.OfThisMachine());
    }

    /// <summary>Writes a file; gzip where the name ends in <c>.gz</c>. An existing file is replaced only once all is written.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Write(ClusterSnapshot snapshot, string path)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var temporary = path + ".tmp";
        try
        {
            using (var file = File.Create(temporary))
            {
                if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
                {
                    using var gzip = new GZipStream(file, CompressionLevel.Optimal);
                    Write(snapshot, gzip);
                }
                else
                {
                    Write(snapshot, file);
                }
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a stream as plain JSON, the same bytes for the same snapshot; the stream stays open.</summary>
    /// <param name="snapshot">The cluster; its warnings are not written, a reader finds them again.</param>
    /// <param name="stream">The stream.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(ClusterSnapshot snapshot, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream);
        SnapshotJsonWriter.Write(json, snapshot);
    }

    /// <summary>Reads within limits, so that a file (or what a small gzip file unpacks to) cannot exhaust the machine.</summary>
    internal static ClusterSnapshot Read(InputSource source, SnapshotLimits limits)
    {
        try
        {
            var input = new JsonInput(source);
            try
            {
                return new SnapshotJsonReader(limits).Read(ref input);
            }
            finally
            {
                input.Dispose();
            }
        }
        catch (OutOfMemoryException e)
        {
            throw new InputException($"{source.Name}: the cluster is too large to hold in memory. Perhaps a machine or container with more memory helps.", e);
        }
    }
}
