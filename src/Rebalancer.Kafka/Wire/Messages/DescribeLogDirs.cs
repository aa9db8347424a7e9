using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>DescribeLogDirs (35), versions 1 to 5: one broker's log dirs and what they hold (KIP-113, KIP-827, KIP-1066).</summary>
/// <param name="Topics">Null = every replica of that broker, empty = directories only.</param>
internal sealed record DescribeLogDirsRequest(ImmutableArray<DescribeLogDirsRequest.Topic>? Topics)
    : IKafkaRequest<DescribeLogDirsRequest, DescribeLogDirsResponse>
{
    public static ApiKey Key => ApiKey.DescribeLogDirs;

    public static DescribeLogDirsRequest Read(ref KafkaReader reader)
    {
        var request = new DescribeLogDirsRequest(reader.ReadNullableArray<Topic>());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteArray(Topics);
        writer.WriteNoTags();
    }

    /// <summary>A topic's partitions.</summary>
    internal sealed record Topic(string Name, ImmutableArray<int> Partitions) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(reader.ReadString(), reader.ReadInt32Array());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteInt32Array(Partitions);
            writer.WriteNoTags();
        }
    }
}

/// <summary>The answer. In versions 1 and 2 a missing permission is an empty list without an error.</summary>
/// <param name="ErrorCode">Version 3 and above: 31 without the permission.</param>
/// <param name="Results">The log dirs.</param>
internal sealed record DescribeLogDirsResponse(KafkaErrorCode ErrorCode, ImmutableArray<DescribeLogDirsResponse.LogDir> Results)
    : IKafkaStruct<DescribeLogDirsResponse>
{
    /// <summary>The size of a volume that the broker does not report.</summary>
    public const long UnknownBytes = -1;

    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    public static DescribeLogDirsResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var error = reader.Version >= 3 ? reader.ReadErrorCode() : KafkaErrorCode.None;
        var response = new DescribeLogDirsResponse(error, reader.ReadArray<LogDir>()) { ThrottleTimeMs = throttle };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        if (writer.Version >= 3)
        {
            writer.WriteErrorCode(ErrorCode);
        }

        writer.WriteArray<LogDir>(Results);
        writer.WriteNoTags();
    }

    /// <summary>A log dir; 56 = offline.</summary>
    internal sealed record LogDir(KafkaErrorCode ErrorCode, string Path, ImmutableArray<Topic> Topics) : IKafkaStruct<LogDir>
    {
        /// <summary>The volume's size, or -1 (version 4 and above).</summary>
        public long TotalBytes { get; init; } = UnknownBytes;

        /// <summary>The volume's free bytes, or -1 (version 4 and above).</summary>
        public long UsableBytes { get; init; } = UnknownBytes;

        /// <summary>Whether it takes no new replicas (version 5).</summary>
        public bool IsCordoned { get; init; }

        public static LogDir Read(ref KafkaReader reader)
        {
            var logDir = new LogDir(reader.ReadErrorCode(), reader.ReadString(), reader.ReadArray<Topic>())
            {
                TotalBytes = reader.Version >= 4 ? reader.ReadInt64() : UnknownBytes,
                UsableBytes = reader.Version >= 4 ? reader.ReadInt64() : UnknownBytes,
                IsCordoned = reader.Version >= 5 && reader.ReadBoolean(),
            };
            reader.SkipTags();
            return logDir;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteErrorCode(ErrorCode);
            writer.WriteString(Path);
            writer.WriteArray<Topic>(Topics);
            if (writer.Version >= 4)
            {
                writer.WriteInt64(TotalBytes);
                writer.WriteInt64(UsableBytes);
            }

            if (writer.Version >= 5)
            {
                writer.WriteBoolean(IsCordoned);
            }

            writer.WriteNoTags();
        }
    }

    /// <summary>A topic's replicas in a log dir.</summary>
    internal sealed record Topic(string Name, ImmutableArray<Partition> Partitions) : IKafkaStruct<Topic>
    {
        public static Topic Read(ref KafkaReader reader)
        {
            var topic = new Topic(reader.ReadString(), reader.ReadArray<Partition>());
            reader.SkipTags();
            return topic;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Name);
            writer.WriteArray<Partition>(Partitions);
            writer.WriteNoTags();
        }
    }

    /// <summary>A replica's log. The lag says something of future logs only; of a replica that catches up it is 0.</summary>
    internal readonly record struct Partition(int PartitionIndex, long PartitionSize, long OffsetLag, bool IsFutureKey)
        : IKafkaStruct<Partition>
    {
        public static Partition Read(ref KafkaReader reader)
        {
            var partition = new Partition(reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean());
            reader.SkipTags();
            return partition;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt32(PartitionIndex);
            writer.WriteInt64(PartitionSize);
            writer.WriteInt64(OffsetLag);
            writer.WriteBoolean(IsFutureKey);
            writer.WriteNoTags();
        }
    }
}
