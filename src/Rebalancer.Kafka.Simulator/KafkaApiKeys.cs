namespace Rebalancer.Kafka.Simulator;

/// <summary>Kafka's API keys that a simulated cluster answers.</summary>
public static class KafkaApiKeys
{
    /// <summary>Metadata.</summary>
    public const short Metadata = 3;

    /// <summary>ApiVersions.</summary>
    public const short ApiVersions = 18;

    /// <summary>CreateTopics.</summary>
    public const short CreateTopics = 19;

    /// <summary>DeleteTopics.</summary>
    public const short DeleteTopics = 20;

    /// <summary>DescribeConfigs.</summary>
    public const short DescribeConfigs = 32;

    /// <summary>AlterReplicaLogDirs.</summary>
    public const short AlterReplicaLogDirs = 34;

    /// <summary>DescribeLogDirs.</summary>
    public const short DescribeLogDirs = 35;

    /// <summary>CreatePartitions.</summary>
    public const short CreatePartitions = 37;

    /// <summary>ElectLeaders.</summary>
    public const short ElectLeaders = 43;

    /// <summary>IncrementalAlterConfigs.</summary>
    public const short IncrementalAlterConfigs = 44;

    /// <summary>AlterPartitionReassignments.</summary>
    public const short AlterPartitionReassignments = 45;

    /// <summary>ListPartitionReassignments.</summary>
    public const short ListPartitionReassignments = 46;

    /// <summary>DescribeCluster.</summary>
    public const short DescribeCluster = 60;

    /// <summary>DescribeTopicPartitions.</summary>
    public const short DescribeTopicPartitions = 75;
}
