using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports;

/// <summary>What a report comes to, for somebody who reads nothing else.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Verdict">The outcome in one word.</param>
/// <param name="Now">One sentence: what is at risk or wrong now.</param>
/// <param name="Plan">
/// One sentence: what the plan changes, what it costs, how long it takes, and whether anything better exists; empty where there is no plan.
/// </param>
/// <param name="Tiles">The numbers behind the sentences, the most important first.</param>
public sealed record Headline(Verdict Verdict, string Now, string Plan, ImmutableArray<Tile> Tiles)
{
    /// <inheritdoc/>
    public bool Equals(Headline? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>The outcome of a report in one word. It follows the state of the whole cluster, not the list of changes.</summary>
public enum Verdict
{
    /// <summary>Nothing is on dead or leaving brokers, no avoidable violation is left, and nothing is to change.</summary>
    Balanced,

    /// <summary>
    /// The plan changes nothing, but the cluster is not as it should be: what is left is outside the selection or the aim.
    /// </summary>
    NothingToChange,

    /// <summary>There is something to change.</summary>
    ChangesNeeded,

    /// <summary>The plan that was judged must not be applied.</summary>
    NotValid,
}

/// <summary>One number of the headline, before and after.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Name">A stable name for programs, in camel case.</param>
/// <param name="Title">What people read.</param>
/// <param name="Unit">What the numbers count.</param>
/// <param name="Before">The number now; null where it is a cost of the plan, or not known.</param>
/// <param name="After">The number after the plan; null where not known, or where there is no plan.</param>
/// <param name="Detail">A few words on what it refers to, such as "FD 1, then FD 0"; may be empty.</param>
public sealed record Tile(string Name, string Title, TileUnit Unit, long? Before, long? After, string Detail)
{
    /// <summary>Whether the number gets better (smaller), worse or neither; a cost is neither.</summary>
    public int Trend => Before is { } before && After is { } after ? before.CompareTo(after) : 0;
}

/// <summary>What a tile counts.</summary>
public enum TileUnit
{
    /// <summary>Things.</summary>
    Count,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Seconds.</summary>
    Seconds,
}
