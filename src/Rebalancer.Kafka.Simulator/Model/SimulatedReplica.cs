using Rebalancer.Cluster;

namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>One replica's log on one broker.</summary>
internal sealed class SimulatedReplica
{
    private double _bytes;

    public SimulatedReplica(TopicPartition topicPartition, int brokerId, SimulatedLogDir logDir, double bytes)
    {
        TopicPartition = topicPartition;
        BrokerId = brokerId;
        LogDir = logDir;
        _bytes = bytes;
        logDir.UsedBytes += bytes;
        logDir.ReplicaCount++;
    }

    public TopicPartition TopicPartition { get; }

    public int BrokerId { get; }

    public SimulatedLogDir LogDir { get; private set; }

    /// <summary>The log's size; a double so that slow rates in short ticks lose nothing.</summary>
    public double Bytes
    {
        get => _bytes;
        set
        {
            LogDir.UsedBytes += value - _bytes;
            _bytes = value;
        }
    }

    /// <summary>
    /// Whether the fetch started afresh, so that its lag is not known to be 0: the follower's throttle then holds back even a member of the
    /// ISR.
    /// </summary>
    public bool IsFetchFresh { get; set; }

    /// <summary>Since when it lags without a break; null when it has caught up.</summary>
    public TimeSpan? BehindSince { get; set; }

    /// <summary>The copy that a move between log dirs makes, or null.</summary>
    public SimulatedReplica? Future { get; set; }

    /// <summary>Whether the broker no longer should have it (dead at the time of the removal).</summary>
    public bool IsStray { get; set; }

    /// <summary>Takes the log's place: the end of a move between log dirs.</summary>
    public void SwapToFuture()
    {
        LogDir.UsedBytes -= _bytes;
        LogDir.ReplicaCount--;
        LogDir = Future!.LogDir;
        _bytes = Future._bytes;
        Future = null;
    }

    public void Delete()
    {
        Future?.Delete();
        Future = null;
        LogDir.UsedBytes -= _bytes;
        LogDir.ReplicaCount--;
        _bytes = 0;
    }
}
