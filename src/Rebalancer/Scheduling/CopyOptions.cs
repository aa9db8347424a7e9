using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Topology;

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

    /// <summary>
    /// Gets where the live brokers sit: a partition goes to its place by lists that lie no worse than the worse of the two ends.
    /// </summary>
    /// <value>The default is null: no domains are known, and every broker is live.</value>
    public RackTopology? Topology { get; init; }

    /// <summary>Gets how much may be on its way at once.</summary>
    /// <value>The default is <see cref="WindowCaps.Default"/>.</value>
    public WindowCaps Caps { get; init; } = WindowCaps.Default;

    /// <summary>Gets what one replica copies at most, by the limits of its fetches; null where only the rates limit it.</summary>
    /// <value>The default is null.</value>
    public DataRate? MostPerReplica { get; init; }

    /// <summary>
    /// Gets the longest pause between two looks at the cluster: what has ended is only seen, and followed by more, at a look.
    /// </summary>
    /// <value>The default is 5 seconds. Positive.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The rate whose time is told where there is room for one: the throttle given, else one in the middle.</summary>
    internal DataRate ToldRate => Throttle ?? Rates.OrderBy(r => r.BytesPerSecond).ElementAt(Rates.Length / 2);

    /// <summary>Checks all values.</summary>
    /// <exception cref="InputException">A value is out of range; the message names all of them.</exception>
    public void Validate()
    {
        var problems = new OptionProblems();
        problems.AddFrom(Caps.Validate);
        problems.MoreThan(PollInterval, TimeSpan.Zero);
        problems.ThrowIfAny();
    }

    /// <inheritdoc/>
    public bool Equals(CopyOptions? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>What is copied of one partition.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Change">The lists before and after, and the size.</param>
/// <param name="Source">The leader, which every new replica copies from; -1 where there is none.</param>
public readonly record struct Copy(PartitionChange Change, int Source)
{
    /// <summary>Gets the brokers that get a replica.</summary>
    public ImmutableArray<int> Destinations => ReplicaDifference.Of(Change.After, Change.Before);
}
