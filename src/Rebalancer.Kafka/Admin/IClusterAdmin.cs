using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka;

/// <summary>The port to a live cluster: every call that reading and executing need, and nothing more.</summary>
/// <remarks>
/// Implementations are safe for concurrent use. Partial failure is data: a call answers one result per item asked about, each with its own
/// error. A call throws <see cref="KafkaClusterException"/> only when nothing can be said at all: nobody answers, authentication failed,
/// the cluster lacks the API. Every call honours its token; none waits for ever.
/// </remarks>
public interface IClusterAdmin : IAsyncDisposable
{
    /// <summary>Cluster id, controller, live brokers with racks, and what this cluster offers.</summary>
    Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken);

    /// <summary>Topics with partitions, replicas, leaders and ISR.</summary>
    /// <remarks>
    /// A topic that was asked for by name is always answered, an unknown one or one that the caller may not see with its error; the broker
    /// that answers is the one that stands for the controller. Among all topics those that the caller may not see are left out, and any
    /// broker answers: from Kafka 3.8 on (KRaft) in pages, each of its own moment, so that a topic is told whole but two topics perhaps as
    /// of two moments; before, in one answer.
    /// </remarks>
    /// <param name="topics">Their names; null means all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(IReadOnlyCollection<string>? topics, CancellationToken cancellationToken);

    /// <summary>Topics as one broker knows them: one that is cut off from the controller answers from the past.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="topics">Their names.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        int broker, IReadOnlyCollection<string> topics, CancellationToken cancellationToken);

    /// <summary>Every reassignment in flight in the cluster (KIP-455, API 46). Pure re-orders never appear.</summary>
    Task<IReadOnlyList<OngoingReassignment>> ListReassignmentsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Submits targets or cancels (KIP-455, API 45). An answer without error is not a promise: compare with
    /// <see cref="ListReassignmentsAsync"/>.
    /// </summary>
    /// <param name="changes">One entry a partition; null replicas cancel.</param>
    /// <param name="allowReplicationFactorChange">
    /// False lets brokers of 4.1+ refuse a change of the replication factor; older brokers ignore it.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; what was sent may still be carried out.</param>
    Task<IReadOnlyList<PartitionResult>> AlterReassignmentsAsync(
        IReadOnlyList<ReassignmentChange> changes, bool allowReplicationFactorChange, CancellationToken cancellationToken);

    /// <summary>Log dirs of the given brokers, asked in parallel; a broker that does not answer is a result with an error.</summary>
    /// <param name="brokers">Broker ids.</param>
    /// <param name="partitions">Which partitions; null means all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<BrokerLogDirs>> DescribeLogDirsAsync(
        IReadOnlyCollection<int> brokers, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellationToken);

    /// <summary>Configuration values with their sources.</summary>
    /// <param name="resources">Brokers and topics.</param>
    /// <param name="keys">Which keys; null means all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<ConfigDescription>> DescribeConfigsAsync(
        IReadOnlyCollection<ConfigResource> resources, IReadOnlyCollection<string>? keys, CancellationToken cancellationToken);

    /// <summary>Sets and deletes single configuration values (IncrementalAlterConfigs, API 44); safe to repeat.</summary>
    Task<IReadOnlyList<ConfigResult>> AlterConfigsAsync(IReadOnlyList<ConfigChange> changes, CancellationToken cancellationToken);

    /// <summary>Elects the preferred leaders of the given partitions (ElectLeaders, API 43); safe to repeat.</summary>
    Task<IReadOnlyList<PartitionResult>> ElectPreferredLeadersAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken);
}
