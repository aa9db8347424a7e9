namespace Rebalancer.Kafka.Simulator;

/// <summary>How a simulated cluster behaves. Times are virtual: they are those of the cluster's <see cref="TimeProvider"/>.</summary>
public sealed record SimulatedClusterOptions
{
    /// <summary>A Kafka 4.3.1 cluster with fast disks.</summary>
    public static SimulatedClusterOptions Default { get; } = new();

    /// <value>The Kafka to behave like; default <see cref="SimulatedRelease.KRaft43"/>.</value>
    public SimulatedRelease Release { get; init; } = SimulatedRelease.KRaft43;

    /// <value>The cluster id, a name of 22 characters as Kafka's are.</value>
    public string ClusterId { get; init; } = "c2ltdWxhdGVkLWNsdXN0ZXI";

    /// <value>The step in which bytes move; default 100 ms, above 0.</value>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <value>How long Metadata and configurations lag behind the controller; default 50 ms, from 0.</value>
    public TimeSpan MetadataLag { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <value>How long a dead broker counts as alive; default 9 s, from 0.</value>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(9);

    /// <value>How long a replica in the ISR may lag before it leaves it (<c>replica.lag.time.max.ms</c>); default 10 s.</value>
    public TimeSpan ReplicaLagTimeMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>How long the files of a removed replica still take space (<c>file.delete.delay.ms</c>); default 60 s.</value>
    public TimeSpan FileDeleteDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>How long a request without a controller hangs before error 7; default 60 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>
    /// What a ZooKeeper controller needs for one partition of API 45, while it serves nobody else; default 50 ms with 2.4.1, 23 ms with
    /// 3.9.2, 0 with KRaft.
    /// </value>
    public TimeSpan? ReassignmentCost { get; init; }

    /// <value>What a broker reads and what it writes for replicas that catch up, in bytes per second; default 200 MB/s.</value>
    public long DiskBytesPerSecond { get; init; } = 200_000_000;

    /// <value>Log dirs of each broker; default 1.</value>
    public int LogDirsPerBroker { get; init; } = 1;

    /// <value>Size of each log dir's volume in bytes; default 2 TB.</value>
    public long LogDirBytes { get; init; } = 2_000_000_000_000;

    /// <value>
    /// The most partitions in one page of DescribeTopicPartitions (<c>max.request.partition.size.limit</c>); default 2000, above 0.
    /// </value>
    public int MaxRequestPartitionSizeLimit { get; init; } = 2000;

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ArgumentException">Names the value.</exception>
    public void Validate()
    {
        if (Tick <= TimeSpan.Zero)
        {
            throw new ArgumentException($"{nameof(Tick)} is {Tick}, must be above 0.");
        }

        if (DiskBytesPerSecond <= 0 || LogDirsPerBroker <= 0 || LogDirBytes <= 0)
        {
            throw new ArgumentException(
                $"{nameof(DiskBytesPerSecond)}, {nameof(LogDirsPerBroker)} and {nameof(LogDirBytes)} must be above 0.");
        }

        if (MaxRequestPartitionSizeLimit <= 0)
        {
            throw new ArgumentException($"{nameof(MaxRequestPartitionSizeLimit)} is {MaxRequestPartitionSizeLimit}, must be above 0.");
        }

        if (MetadataLag < TimeSpan.Zero
            || SessionTimeout < TimeSpan.Zero
            || FileDeleteDelay < TimeSpan.Zero
            || RequestTimeout < TimeSpan.Zero)
        {
            throw new ArgumentException("Times must not be negative.");
        }
    }

    internal TimeSpan EffectiveReassignmentCost => ReassignmentCost ?? Release switch
    {
        SimulatedRelease.ZooKeeper24 => TimeSpan.FromMilliseconds(50),
        SimulatedRelease.ZooKeeper39 => TimeSpan.FromMilliseconds(23),
        _ => TimeSpan.Zero,
    };
}
