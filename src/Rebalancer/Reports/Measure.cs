using Rebalancer.Planning;

namespace Rebalancer.Reports;

/// <summary>One line of the table of before and after: a quantity of which less is better.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Name">A stable name for programs, in camel case.</param>
/// <param name="Title">What people read.</param>
/// <param name="Before">The smallest and largest value over the brokers now; a plain count is both.</param>
/// <param name="After">The same after the plan.</param>
public sealed record Measure(string Name, string Title, LoadRange Before, LoadRange After)
{
    /// <summary>Whether this is a count of the whole cluster rather than a range over brokers.</summary>
    public bool IsCount { get; init; }

    /// <summary>Whether the values are bytes.</summary>
    public bool IsBytes { get; init; }

    /// <summary>Whether the line belongs to the one above it.</summary>
    public bool IsPart { get; init; }

    /// <summary>Whether nothing is known of it.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Whether the plan makes it worse: a larger count, a larger largest broker or a larger range.</summary>
    public bool IsWorse => !IsUnknown && (After.Max > Before.Max || (!IsCount && After.Max - After.Min > Before.Max - Before.Min));

    /// <summary>Whether the plan makes it better and nothing of it worse.</summary>
    public bool IsBetter => !IsUnknown && !IsWorse && Before != After;
}
