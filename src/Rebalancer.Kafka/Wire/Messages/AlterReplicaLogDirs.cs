using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Primitives;

namespace Rebalancer.Kafka.Wire.Messages;

/// <summary>AlterReplicaLogDirs (34), versions 1 and 2: which log dir of a broker holds which replica (KIP-113).</summary>
/// <param name="Dirs">Per log dir.</param>
internal sealed record AlterReplicaLogDirsRequest(ImmutableArray<AlterReplicaLogDirsRequest.LogDir> Dirs)
    : IKafkaRequest<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse>
{
    public static ApiKey Key => ApiKey.AlterReplicaLogDirs;

    public static AlterReplicaLogDirsRequest Read(ref KafkaReader reader)
    {
        var request = new AlterReplicaLogDirsRequest(reader.ReadArray<LogDir>());
        reader.SkipTags();
        return request;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteArray<LogDir>(Dirs);
        writer.WriteNoTags();
    }

    /// <summary>A log dir by its absolute path, and the topics for it.</summary>
    internal sealed record LogDir(string Path, ImmutableArray<Topic> Topics) : IKafkaStruct<LogDir>
    {
        public static LogDir Read(ref KafkaReader reader)
        {
            var logDir = new LogDir(reader.ReadString(), reader.ReadArray<Topic>());
            reader.SkipTags();
            return logDir;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteString(Path);
            writer.WriteArray<Topic>(Topics);
            writer.WriteNoTags();
        }
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

/// <summary>The answer; 9 = no such replica here yet, and the broker remembers the log dir for when there is.</summary>
/// <param name="Results">Per topic.</param>
internal sealed record AlterReplicaLogDirsResponse(ImmutableArray<AlterReplicaLogDirsResponse.Topic> Results)
    : IKafkaStruct<AlterReplicaLogDirsResponse>
{
    /// <summary>How long the broker holds this client back, in milliseconds.</summary>
    public int ThrottleTimeMs { get; init; }

    public static AlterReplicaLogDirsResponse Read(ref KafkaReader reader)
    {
        var throttle = reader.ReadInt32();
        var response = new AlterReplicaLogDirsResponse(reader.ReadArray<Topic>()) { ThrottleTimeMs = throttle };
        reader.SkipTags();
        return response;
    }

    public void Write(KafkaWriter writer)
    {
        writer.WriteInt32(ThrottleTimeMs);
        writer.WriteArray<Topic>(Results);
        writer.WriteNoTags();
    }

    /// <summary>A topic's partitions.</summary>
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

    /// <summary>What became of one partition.</summary>
    internal readonly record struct Partition(int PartitionIndex, KafkaErrorCode ErrorCode) : IKafkaStruct<Partition>
    {
        public static Partition Read(ref KafkaReader reader)
        {
            var partition = new Partition(reader.ReadInt32(), reader.ReadErrorCode());
            reader.SkipTags();
            return partition;
        }

        public void Write(KafkaWriter writer)
        {
            writer.WriteInt32(PartitionIndex);
            writer.WriteErrorCode(ErrorCode);
            writer.WriteNoTags();
        }
    }
}
