using Rebalancer.Cluster;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Swarm.Execution;

/// <summary>
/// A way to the cluster on which the process dies at its n-th call: before it is sent, while it is out, or with its answer in hand.
/// </summary>
internal sealed class CrashingAdmin(IClusterAdmin inner, int last, CrashMoment moment) : IClusterAdmin
{
    private int _calls;

    public Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken) =>
        Call(() => inner.DescribeClusterAsync(cancellationToken));

    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string>? topics, CancellationToken cancellationToken) =>
        Call(() => inner.DescribeTopicsAsync(topics, cancellationToken));

    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        int broker, IReadOnlyCollection<string> topics, CancellationToken cancellationToken) =>
        Call(() => inner.DescribeTopicsAsync(broker, topics, cancellationToken));

    public Task<IReadOnlyList<OngoingReassignment>> ListReassignmentsAsync(CancellationToken cancellationToken) =>
        Call(() => inner.ListReassignmentsAsync(cancellationToken));

    public Task<IReadOnlyList<PartitionResult>> AlterReassignmentsAsync(
        IReadOnlyList<ReassignmentChange> changes, bool allowReplicationFactorChange, CancellationToken cancellationToken) =>
        Call(() => inner.AlterReassignmentsAsync(changes, allowReplicationFactorChange, cancellationToken));

    public Task<IReadOnlyList<BrokerLogDirs>> DescribeLogDirsAsync(
        IReadOnlyCollection<int> brokers, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellationToken) =>
        Call(() => inner.DescribeLogDirsAsync(brokers, partitions, cancellationToken));

    public Task<IReadOnlyList<ConfigDescription>> DescribeConfigsAsync(
        IReadOnlyCollection<ConfigResource> resources, IReadOnlyCollection<string>? keys, CancellationToken cancellationToken) =>
        Call(() => inner.DescribeConfigsAsync(resources, keys, cancellationToken));

    public Task<IReadOnlyList<ConfigResult>> AlterConfigsAsync(IReadOnlyList<ConfigChange> changes, CancellationToken cancellationToken) =>
        Call(() => inner.AlterConfigsAsync(changes, cancellationToken));

    public Task<IReadOnlyList<PartitionResult>> ElectPreferredLeadersAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) =>
        Call(() => inner.ElectPreferredLeadersAsync(partitions, cancellationToken));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> Call<T>(Func<Task<T>> call)
    {
        if (++_calls < last)
        {
            return await call().ConfigureAwait(false);
        }

        if (_calls == last && moment != CrashMoment.Before)
        {
            var sent = call();
            if (moment == CrashMoment.After)
            {
                await sent.ConfigureAwait(false);
            }
        }

        throw new CrashException();
    }
}

/// <summary>When a process dies about a call.</summary>
internal enum CrashMoment
{
    /// <summary>Before it is sent.</summary>
    Before,

    /// <summary>While it is out: the cluster carries it out, later perhaps.</summary>
    During,

    /// <summary>With its answer in hand.</summary>
    After,
}
