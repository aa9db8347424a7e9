using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Tests.Reading;

/// <summary>A cluster that answers nothing; a test overrides what it needs, and every other call fails it.</summary>
internal abstract class FakeClusterAdminBase : IClusterAdmin
{
    public virtual Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string>? topics, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        int broker, IReadOnlyCollection<string> topics, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<IReadOnlyList<OngoingReassignment>> ListReassignmentsAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<IReadOnlyList<PartitionResult>> AlterReassignmentsAsync(
        IReadOnlyList<ReassignmentChange> changes, bool allowReplicationFactorChange, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

    public virtual Task<IReadOnlyList<BrokerLogDirs>> DescribeLogDirsAsync(
        IReadOnlyCollection<int> brokers, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

    public virtual Task<IReadOnlyList<ConfigDescription>> DescribeConfigsAsync(
        IReadOnlyCollection<ConfigResource> resources, IReadOnlyCollection<string>? keys, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

    public virtual Task<IReadOnlyList<ConfigResult>> AlterConfigsAsync(
        IReadOnlyList<ConfigChange> changes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<IReadOnlyList<PartitionResult>> ElectPreferredLeadersAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
