using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Input;

namespace Rebalancer.Topology;

/// <summary>Reads a cluster out of what operators already have: Kafka's reassignment JSON, or what <c>kafka-topics.sh --describe</c> prints (Kafka 2.x to 4.x).</summary>
/// <remarks>
/// Neither says which brokers live, so a topology file that names broker ids comes with it: its brokers are the live ones. Sizes are not known. The
/// reassignment JSON names no leaders: the first live replica is taken for it. Stateless and safe to use from many threads at once.
/// </remarks>
public static class AssignmentFile
{
    /// <summary>Reads a file, plain or gzip; finds its kind from its content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="topology">The live brokers: a mapping by broker id.</param>
    /// <returns>The cluster; replicas on brokers that the topology does not name count as on dead brokers and are named in the warnings.</returns>
    /// <exception cref="InputException">The file cannot be used, or the topology names hosts instead of broker ids.</exception>
    public static ClusterSnapshot Read(string path, TopologyFile topology)
    {
        using var source = InputSource.Open(path);
        return Read(source, topology);
    }

    /// <summary>Reads a stream, which stays open; finds its kind from its content.</summary>
    /// <param name="stream">The stream; need not seek.</param>
    /// <param name="name">What messages call the input.</param>
    /// <param name="topology">The live brokers: a mapping by broker id.</param>
    /// <returns>The cluster; replicas on brokers that the topology does not name count as on dead brokers and are named in the warnings.</returns>
    /// <exception cref="InputException">The stream cannot be used, or the topology names hosts instead of broker ids.</exception>
    public static ClusterSnapshot Read(Stream stream, string name, TopologyFile topology)
    {
        using var source = InputSource.From(stream, name);
        return Read(source, topology);
    }

    private static ClusterSnapshot Read(InputSource source, TopologyFile topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        var brokers = LiveBrokers(source.Name, topology);
        var (topics, warnings) = source.FirstByte is (byte)'{' or (byte)'['
            ? (ReadReassignment(source, brokers), ImmutableArray<string>.Empty)
            : new TopicsDescriptionReader(source).Read();
        return new ClusterSnapshot(null, brokers, [], topics) { Warnings = [.. warnings, .. UnlistedBrokers.Warnings(brokers, [], topics)] };
    }

    /// <summary>An assignment knows brokers by id only, and no rule leads from a host to its id (HDInsight's are given out in the order of registration).</summary>
    private static ImmutableArray<Broker> LiveBrokers(string name, TopologyFile topology)
    {
        if (topology.Entries.FirstOrDefault(entry => entry.BrokerId is null) is { } host)
        {
            throw new InputException(
                $"{topology.Name}: it names the host {InputText.Quote(host.Host!)}, but {name} knows brokers by id only, and a host does not tell its broker id. "
                + "Perhaps use a mapping by broker id (header broker,fd,ud), or a cluster snapshot, which has ids and hosts.");
        }

        return [.. topology.Entries.Select(entry => new Broker(entry.BrokerId!.Value, "", null)).OrderBy(broker => broker.Id)];
    }

    private static ImmutableArray<TopicSnapshot> ReadReassignment(InputSource source, ImmutableArray<Broker> brokers)
    {
        var input = new JsonInput(source);
        try
        {
            return ReassignmentJsonReader.Read(ref input, brokers.Select(broker => broker.Id).ToHashSet());
        }
        finally
        {
            input.Dispose();
        }
    }
}
