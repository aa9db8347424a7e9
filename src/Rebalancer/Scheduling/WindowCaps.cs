namespace Rebalancer.Scheduling;

/// <summary>How much may be on its way at once.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record WindowCaps
{
    /// <summary>
    /// Five moves into and out of a broker, a hundred in the cluster, in the plan's order, one replica of a partition at a time.
    /// </summary>
    public static WindowCaps Default { get; } = new();

    /// <summary>Gets how many replicas may be copied to one broker at once.</summary>
    /// <value>The default is 5. At least 1.</value>
    public int MaxMovesIn { get; init; } = 5;

    /// <summary>Gets how many replicas may be copied from one broker (the leader) at once.</summary>
    /// <value>The default is 5. At least 1.</value>
    public int MaxMovesOut { get; init; } = 5;

    /// <summary>Gets how many bytes may be on their way to one broker; a larger replica travels alone.</summary>
    /// <value>The default is no limit. At least 1.</value>
    public long MaxBytesIn { get; init; } = long.MaxValue;

    /// <summary>Gets how many bytes may be on their way from one broker; a larger replica travels alone.</summary>
    /// <value>The default is no limit. At least 1.</value>
    public long MaxBytesOut { get; init; } = long.MaxValue;

    /// <summary>Gets how many replicas may be copied in the whole cluster at once.</summary>
    /// <value>The default is 100. At least 1.</value>
    public int MaxMoves { get; init; } = 100;

    /// <summary>Gets whether small partitions go first rather than in the plan's order.</summary>
    /// <value>The default is false.</value>
    public bool SmallFirst { get; init; }

    /// <summary>Gets whether all replicas of a partition are sent at once, where the caps admit that, rather than one at a time.</summary>
    /// <value>The default is false.</value>
    public bool WholePartition { get; init; }

    /// <summary>Checks all values.</summary>
    /// <exception cref="InputException">A value is out of range; the message names all of them.</exception>
    public void Validate()
    {
        var problems = new OptionProblems();
        problems.AtLeast(MaxMovesIn, 1);
        problems.AtLeast(MaxMovesOut, 1);
        problems.AtLeast(MaxBytesIn, 1);
        problems.AtLeast(MaxBytesOut, 1);
        problems.AtLeast(MaxMoves, 1);
        problems.ThrowIfAny();
    }
}
