using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>How a plan would be carried out, as far as it counts in how long that takes.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record CopyOptions
{
    /// <summary>20, 50, 100 and 200 MB/s and no throttle given.</summary>
    public static CopyOptions Default { get; } = new();

    /// <summary>Gets the rates to estimate for: what each broker copies at most in and out.</summary>
    /// <value>The default is 20, 50, 100 and 200 MB/s.</value>
    public ImmutableArray<DataRate> Rates { get; init; } =
        [.. new[] { 20, 50, 100, 200 }.Select(megabytes => DataRate.FromBytesPerSecond(megabytes * 1_000_000L))];

    /// <summary>Gets the throttle that the plan is to be carried out with, or null.</summary>
    /// <value>The default is null.</value>
    public DataRate? Throttle { get; init; }

    /// <inheritdoc/>
    public bool Equals(CopyOptions? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>What is copied of one partition.</summary>
/// <param name="Source">The leader, which every new replica copies from; -1 where there is none.</param>
/// <param name="Destinations">The brokers that get a replica.</param>
/// <param name="Size">The size of one replica.</param>
public sealed record Copy(int Source, ImmutableArray<int> Destinations, DataSize Size)
{
    /// <inheritdoc/>
    public bool Equals(Copy? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
