using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>How long carrying a plan out takes, at several rates.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record MoveEstimate
{
    /// <summary>The times, by ascending rate.</summary>
    public required ImmutableArray<EstimatedTime> Times { get; init; }

    /// <summary>The brokers that are busy longest, the busiest first.</summary>
    public required ImmutableArray<BusyBroker> BusiestBrokers { get; init; }

    /// <summary>What the times rest on, one sentence each.</summary>
    public required ImmutableArray<string> Assumptions { get; init; }

    /// <summary>Copied partitions whose size is not known; their time is left out.</summary>
    public required int UnknownSizeCount { get; init; }

    /// <summary>The time that the headline tells: at the throttle given, else at a rate in the middle.</summary>
    public EstimatedTime Told => Times.FirstOrDefault(t => t.IsGiven) ?? Times[Times.Length / 2];

    /// <inheritdoc/>
    public bool Equals(MoveEstimate? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>The time at one rate.</summary>
/// <param name="Rate">What each broker copies at most in and out, in bytes a second.</param>
/// <param name="Whole">The time for the whole plan.</param>
/// <param name="IsGiven">Whether it is the throttle that was asked for.</param>
public sealed record EstimatedTime(DataRate Rate, TimeSpan Whole, bool IsGiven);

/// <summary>A broker that is busy long.</summary>
/// <param name="BrokerId">The broker.</param>
/// <param name="BytesIn">Bytes that are copied to it.</param>
/// <param name="BytesOut">Bytes that others copy from it.</param>
/// <param name="Until">When its last copy ends, for each of the rates in <see cref="MoveEstimate.Times"/>.</param>
public sealed record BusyBroker(int BrokerId, long BytesIn, long BytesOut, ImmutableArray<TimeSpan> Until)
{
    /// <inheritdoc/>
    public bool Equals(BusyBroker? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
