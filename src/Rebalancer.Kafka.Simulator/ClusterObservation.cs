using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Simulator;

/// <summary>What an observer sees on every tick and after every change: the whole state, as the controller and the disks know it.</summary>
/// <remarks>Valid only during the call; the cluster is locked meanwhile. Observers must not change the cluster.</remarks>
public sealed class ClusterObservation
{
    internal ClusterObservation(TimeSpan now, TimeSpan elapsed, SimulatedCluster cluster, IReadOnlyList<SimulatedTransfer> transfers)
    {
        Now = now;
        Elapsed = elapsed;
        Cluster = cluster;
        Transfers = transfers;
    }

    /// <summary>Virtual time since the cluster was made.</summary>
    public TimeSpan Now { get; }

    /// <summary>
    /// Length of the tick in which <see cref="Transfers"/> took place; zero after a change between ticks, which has no transfers.
    /// </summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The cluster: brokers, partitions, what is in flight.</summary>
    public SimulatedCluster Cluster { get; }

    /// <summary>What moved between brokers in this tick.</summary>
    public IReadOnlyList<SimulatedTransfer> Transfers { get; }
}

/// <summary>Bytes that one follower fetched in one tick.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Leader">Where from.</param>
/// <param name="Follower">Where to.</param>
/// <param name="Bytes">How much.</param>
/// <param name="InSync">Whether the follower was in the ISR.</param>
/// <param name="LeaderThrottled">Whether the leader's throttle held it back.</param>
/// <param name="FollowerThrottled">Whether the follower's throttle held it back.</param>
public readonly record struct SimulatedTransfer(
    TopicPartition TopicPartition, int Leader, int Follower, double Bytes, bool InSync, bool LeaderThrottled, bool FollowerThrottled);
