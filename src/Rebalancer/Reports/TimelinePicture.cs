using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports;

/// <summary>What a run did over time, as a picture shows it: time runs on while a run works, and stands still between two runs.</summary>
/// <remarks>An immutable value, safe to share between threads. The arrays of numbers have an item for each moment.</remarks>
public sealed record TimelinePicture
{
    /// <summary>The moments, in seconds of work since the beginning, ascending.</summary>
    public required ImmutableArray<double> Seconds { get; init; }

    /// <summary>The measured copy rate over all brokers, in bytes a second.</summary>
    public required ImmutableArray<long> Rates { get; init; }

    /// <summary>
    /// What the throttle allowed over all brokers that were copied to, in bytes a second; -1 where there was none or nothing was copied.
    /// </summary>
    public required ImmutableArray<long> Allowed { get; init; }

    /// <summary>The brokers that were copied to, ascending.</summary>
    public required ImmutableArray<TimelineLane> Lanes { get; init; }

    /// <summary>Where each column of the lanes begins, in seconds of work.</summary>
    public required ImmutableArray<double> Columns { get; init; }

    /// <summary>What stood in the way, and where a run went on with another.</summary>
    public required ImmutableArray<TimelineMark> Marks { get; init; }

    /// <inheritdoc/>
    public bool Equals(TimelinePicture? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>Copies to one broker over time.</summary>
/// <param name="Broker">The broker.</param>
/// <param name="Moves">The most replicas that were copied to it at once, in each column.</param>
public sealed record TimelineLane(int Broker, ImmutableArray<int> Moves)
{
    /// <inheritdoc/>
    public bool Equals(TimelineLane? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>Something that stood in the way.</summary>
/// <param name="From">When it began, in seconds of work.</param>
/// <param name="Until">When it ended; the same where it took no time.</param>
/// <param name="Text">What it was, in a few words.</param>
public sealed record TimelineMark(double From, double Until, string Text);
