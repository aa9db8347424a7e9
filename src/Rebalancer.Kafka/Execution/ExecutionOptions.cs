using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Scheduling;

namespace Rebalancer.Kafka;

/// <summary>How a plan is carried out.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <example>
/// <code>
/// ExecutionOptions gentle = ExecutionOptions.Default with
/// {
///     Throttle = ThrottleSetting.Parse("50MB"),
///     MaxMovesIn = 2,
///     HoldTimeout = TimeSpan.FromMinutes(30),
/// };
/// </code>
/// </example>
public sealed record ExecutionOptions
{
    private readonly ItemArray<TopicPartition> _cancelForeign = new([]);

    /// <summary>Automatic throttle, one replica of a partition at a time, five moves in and out of a broker.</summary>
    public static ExecutionOptions Default { get; } = new();

    /// <summary>
    /// Gets the replication throttle; null means what the journal of an unfinished run remembers, and automatic where there is none.
    /// </summary>
    /// <value>The default is null.</value>
    public ThrottleSetting? Throttle { get; init; }

    /// <summary>Gets how many replicas may be copied to one broker at once.</summary>
    /// <value>The default is 5. At least 1.</value>
    public int MaxMovesIn { get; init; } = WindowCaps.Default.MaxMovesIn;

    /// <summary>Gets how many replicas may be copied from one broker (the leader) at once.</summary>
    /// <value>The default is 5. At least 1.</value>
    public int MaxMovesOut { get; init; } = WindowCaps.Default.MaxMovesOut;

    /// <summary>Gets how many bytes may be on their way to one broker; a larger replica travels alone.</summary>
    /// <value>The default is no limit. At least 1.</value>
    public long MaxBytesIn { get; init; } = WindowCaps.Default.MaxBytesIn;

    /// <summary>Gets how many bytes may be on their way from one broker; a larger replica travels alone.</summary>
    /// <value>The default is no limit. At least 1.</value>
    public long MaxBytesOut { get; init; } = WindowCaps.Default.MaxBytesOut;

    /// <summary>Gets how many replicas may be copied in the whole cluster at once.</summary>
    /// <value>The default is 100. At least 1.</value>
    public int MaxMoves { get; init; } = WindowCaps.Default.MaxMoves;

    /// <summary>Gets whether small partitions go first rather than in the plan's order.</summary>
    /// <value>The default is false.</value>
    public bool SmallFirst { get; init; }

    /// <summary>Gets whether all replicas of a partition are sent at once rather than one at a time.</summary>
    /// <value>The default is false.</value>
    public bool WholePartition { get; init; }

    /// <summary>Gets whether partitions that are no longer as the plan found them are left out rather than stopping the run.</summary>
    /// <value>The default is false.</value>
    public bool SkipDrifted { get; init; }

    /// <summary>Gets whether targets may have another number of replicas than the present list.</summary>
    /// <value>The default is false.</value>
    public bool AllowReplicationFactorChange { get; init; }

    /// <summary>
    /// Gets whether under-replicated partitions of the plan, which it does not repair, are no reason to wait with the others.
    /// </summary>
    /// <value>The default is false.</value>
    public bool AllowUnderReplicated { get; init; }

    /// <summary>
    /// Gets whether partitions beside the plan that have no leader or are under-replicated are waited for; otherwise they are told and left
    /// alone.
    /// </summary>
    /// <value>The default is false.</value>
    public bool RequireHealthyCluster { get; init; }

    /// <summary>
    /// Gets whether a throttle rate that may exist but is hidden (brokers before 2.6) may be overwritten; it cannot be restored afterwards
    /// and is deleted.
    /// </summary>
    /// <value>The default is false: such a broker keeps its rate.</value>
    public bool OverwriteHiddenRates { get; init; }

    /// <summary>Gets reassignments of others that may be cancelled before the first wave; they must be named one by one.</summary>
    /// <value>The default is empty: nothing of others is touched.</value>
    public ImmutableArray<TopicPartition> CancelForeign
    {
        get => _cancelForeign.Items;
        init => _cancelForeign = new(value);
    }

    /// <summary>Gets the share of each destination's disk that must stay free.</summary>
    /// <value>The default is 0.15. From 0 to below 1.</value>
    public double SpaceReserve { get; init; } = 0.15;

    /// <summary>Gets the longest pause between two looks at the cluster.</summary>
    /// <value>The default is 5 seconds. Positive.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gets how long a running move may show no growth before it counts as stalled; throttled copies come in bursts of up to 20 seconds.
    /// </summary>
    /// <value>The default is 5 minutes. More than 30 seconds.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets whether a stalled move is cancelled and given its old order again rather than only told.</summary>
    /// <value>The default is false.</value>
    public bool CancelStalled { get; init; }

    /// <summary>Gets how long a destination may be away before its moves are cancelled.</summary>
    /// <value>The default is 2 minutes. Positive.</value>
    public TimeSpan DeadBrokerGrace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Gets how long the gates may hold the window, with nothing in flight, or the cluster may not answer, before the run ends unfinished.
    /// </summary>
    /// <value>The default is 10 minutes. Positive.</value>
    public TimeSpan HoldTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The caps of the window.</summary>
    internal WindowCaps Caps => new()
    {
        MaxMovesIn = MaxMovesIn,
        MaxMovesOut = MaxMovesOut,
        MaxBytesIn = MaxBytesIn,
        MaxBytesOut = MaxBytesOut,
        MaxMoves = MaxMoves,
        SmallFirst = SmallFirst,
        WholePartition = WholePartition,
    };

    /// <summary>Checks all values.</summary>
    /// <exception cref="InputException">A value is out of range; the message names all of them.</exception>
    public void Validate()
    {
        var problems = new OptionProblems();
        problems.AddFrom(Caps.Validate);
        problems.Require(SpaceReserve is >= 0 and < 1, SpaceReserve, "from 0 to below 1", nameof(SpaceReserve));
        problems.MoreThan(PollInterval, TimeSpan.Zero);
        problems.MoreThan(StallTimeout, TimeSpan.FromSeconds(30), "throttled copies come in bursts");
        problems.MoreThan(DeadBrokerGrace, TimeSpan.Zero);
        problems.MoreThan(HoldTimeout, TimeSpan.Zero);
        if (Throttle is { Mode: ThrottleMode.Fixed, BytesPerSecond: var rate })
        {
            problems.AtLeast(rate, 1, $"{nameof(Throttle)}.{nameof(Throttle.BytesPerSecond)}");
        }

        problems.ThrowIfAny();
    }
}
