using System.Collections.Frozen;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>Every API that the server answers, by key.</summary>
internal static class ApiHandlers
{
    public static FrozenDictionary<short, IApiHandler> All { get; } = new IApiHandler[]
    {
        new MetadataApi(),
        new ApiVersionsApi(),
        new CreateTopicsApi(),
        new DeleteTopicsApi(),
        new DescribeConfigsApi(),
        new AlterReplicaLogDirsApi(),
        new DescribeLogDirsApi(),
        new CreatePartitionsApi(),
        new ElectLeadersApi(),
        new IncrementalAlterConfigsApi(),
        new AlterPartitionReassignmentsApi(),
        new ListPartitionReassignmentsApi(),
        new DescribeClusterApi(),
        new DescribeTopicPartitionsApi(),
    }.ToFrozenDictionary(h => h.Key);
}
