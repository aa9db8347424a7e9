using System.Collections.Immutable;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>
/// DescribeCluster (60), versions 0 to 2: brokers and what the caller may do on the cluster (KIP-700, KIP-919, KIP-1073).
/// </summary>
/// <param name="IncludeClusterAuthorizedOperations">Asks what the caller may do.</param>
/// <param name="EndpointType">1 brokers, 2 controllers (version 1 and above).</param>
/// <param name="IncludeFencedBrokers">Version 2 and above.</param>
internal sealed record DescribeClusterRequest(
    bool IncludeClusterAuthorizedOperations, sbyte EndpointType = 1, bool IncludeFencedBrokers = false)
    : IKafkaRequest<DescribeClusterRequest, DescribeClusterResponse>
{
    public static ApiKey Key => ApiKey.DescribeCluster;

    public static DescribeClusterRequest Read(ref KafkaReader reader)
    {
        var request = new DescribeClusterRequest(
            reader.ReadBoolean(), reader.Version >= 1 ? reader.ReadInt8() : (sbyte)1, reader.Version >= 2 && reader.ReadBoolean());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteBoolean(IncludeClusterAuthorizedOperations);
        if (writer.Version >= 1)
        {
            writer.WriteInt8(EndpointType);
        }

        if (writer.Version >= 2)
        {
            writer.WriteBoolean(IncludeFencedBrokers);
        }

        writer.WriteNoTags();
    }
}

/// <summary>The answer.</summary>
/// <param name="ErrorCode">0, 31, 114, 115 or 42.</param>
/// <param name="ErrorMessage">The broker's message, or null.</param>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="ControllerId">As in Metadata.</param>
/// <param name="Brokers">The brokers.</param>
internal sealed record DescribeClusterResponse(
    KafkaErrorCode ErrorCode, string? ErrorMessage, string ClusterId, int ControllerId,
    ImmutableArray<DescribeClusterResponse.Broker> Brokers) : IKafkaStruct<DescribeClusterResponse>
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    /// <summary>1 brokers, 2 controllers (version 1 and above).</summary>
    public sbyte EndpointType { get; init; } = 1;

    /// <summary>Bit n = operation n allowed on the cluster.</summary>
    public int ClusterAuthorizedOperations { get; init; } = MetadataResponse.OperationsNotAsked;

    public static DescribeClusterResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var error = reader.ReadErrorCode();
        var message = reader.ReadNullableString();
        var type = reader.Version >= 1 ? reader.ReadInt8() : (sbyte)1;
        var response = new DescribeClusterResponse(error, message, reader.ReadString(), reader.ReadInt32(), reader.ReadArray<Broker>())
        {
            ThrottleTimeMs = throttle,
            EndpointType = type,
            ClusterAuthorizedOperations = reader.ReadInt32(),
        };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        writer.WriteErrorCode(ErrorCode);
        writer.WriteString(ErrorMessage);
        if (writer.Version >= 1)
        {
            writer.WriteInt8(EndpointType);
        }

        writer.WriteString(ClusterId);
        writer.WriteInt32(ControllerId);
        writer.WriteArray<Broker>(Brokers);
        writer.WriteInt32(ClusterAuthorizedOperations);
        writer.WriteNoTags();
    }

    /// <summary>A broker; fenced ones only where asked for (version 2).</summary>
    internal sealed record Broker(int BrokerId, string Host, int Port, string? Rack, bool IsFenced = false) : IKafkaStruct<Broker>
    {
        public static Broker Read(ref KafkaReader reader)
        {
            var broker = new Broker(
                reader.ReadInt32(),
                reader.ReadString(),
                reader.ReadInt32(),
                reader.ReadNullableString(),
                reader.Version >= 2 && reader.ReadBoolean());
            reader.SkipTags();
            return broker;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt32(BrokerId);
            writer.WriteString(Host);
            writer.WriteInt32(Port);
            writer.WriteString(Rack);
            if (writer.Version >= 2)
            {
                writer.WriteBoolean(IsFenced);
            }

            writer.WriteNoTags();
        }
    }
}
