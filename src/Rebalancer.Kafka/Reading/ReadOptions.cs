namespace Rebalancer.Kafka;

/// <summary>What <see cref="ClusterReader"/> reads. An immutable value.</summary>
public sealed record ReadOptions
{
    /// <summary>Everything.</summary>
    public static ReadOptions Default { get; } = new();

    /// <summary>Whether log dirs are asked for: sizes, free space, cordoned brokers, offline dirs. Needs DESCRIBE on CLUSTER.</summary>
    /// <value>The default is true.</value>
    public bool LogDirs { get; init; } = true;

    /// <summary>
    /// Whether <c>min.insync.replicas</c> is asked for, which tells partitions under it. Needs DESCRIBE_CONFIGS on each topic.
    /// </summary>
    /// <value>The default is true.</value>
    public bool MinInSyncReplicas { get; init; } = true;

    /// <summary>How long to wait before metadata that seems to lag behind a move that has just ended is asked for again.</summary>
    /// <value>The default is half a second; at most a minute.</value>
    public TimeSpan SettleDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Checks all values.</summary>
    /// <exception cref="InputException">A value is out of range; the message names all of them.</exception>
    public void Validate()
    {
        var problems = new OptionProblems();
        problems.Between(SettleDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        problems.ThrowIfAny();
    }
}
