using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>A cluster whose brokers carry the host name of a managed service.</summary>
internal sealed class HostedClusterAdmin(IClusterAdmin inner, string host) : IClusterAdmin
{
    public async Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken)
    {
        var cluster = await inner.DescribeClusterAsync(cancellationToken);
        return cluster with { Brokers = [.. cluster.Brokers.Select(b => b with { Host = host })] };
    }

    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(IReadOnlyCollection<string>? topics, CancellationToken cancellationToken) => inner.DescribeTopicsAsync(topics, cancellationToken);

    public Task<IReadOnlyList<OngoingReassignment>> ListReassignmentsAsync(CancellationToken cancellationToken) => inner.ListReassignmentsAsync(cancellationToken);

    public Task<IReadOnlyList<BrokerLogDirs>> DescribeLogDirsAsync(IReadOnlyCollection<int> brokers, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellationToken) =>
        inner.DescribeLogDirsAsync(brokers, partitions, cancellationToken);

    public Task<IReadOnlyList<ConfigDescription>> DescribeConfigsAsync(IReadOnlyCollection<ConfigResource> resources, IReadOnlyCollection<string>? keys, CancellationToken cancellationToken) =>
        inner.DescribeConfigsAsync(resources, keys, cancellationToken);

    public Task<IReadOnlyList<PartitionResult>> AlterReassignmentsAsync(IReadOnlyList<ReassignmentChange> changes, bool allowReplicationFactorChange, CancellationToken cancellationToken) =>
        inner.AlterReassignmentsAsync(changes, allowReplicationFactorChange, cancellationToken);

    public Task<IReadOnlyList<ConfigResult>> AlterConfigsAsync(IReadOnlyList<ConfigChange> changes, CancellationToken cancellationToken) => inner.AlterConfigsAsync(changes, cancellationToken);

    public Task<IReadOnlyList<PartitionResult>> ElectPreferredLeadersAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) =>
        inner.ElectPreferredLeadersAsync(partitions, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
