using System.Collections;
using System.Collections.Immutable;

namespace Rebalancer;

/// <summary>The proof of a plan: one result for each goal, in the order in which the plan aimed at them.</summary>
/// <remarks>Immutable and safe to share between threads; two are equal when their results are.</remarks>
public sealed class GoalResults : IReadOnlyList<GoalResult>, IEquatable<GoalResults>
{
    private readonly ImmutableArray<GoalResult> _results;

    /// <summary>Keeps the results in the order given.</summary>
    /// <exception cref="ArgumentException">A goal is named twice.</exception>
    public GoalResults(IEnumerable<GoalResult> results)
    {
        _results = [.. results];
        if (_results.DistinctBy(r => r.Goal).Count() != _results.Length)
        {
            throw new ArgumentException("A goal has two results.", nameof(results));
        }
    }

    /// <inheritdoc/>
    public int Count => _results.Length;

    /// <inheritdoc/>
    public GoalResult this[int index] => _results[index];

    /// <summary>The result of one goal.</summary>
    /// <exception cref="KeyNotFoundException">The plan did not aim at this goal.</exception>
    public GoalResult this[Goal goal] =>
        Find(goal) ?? throw new KeyNotFoundException($"The plan has no result for the goal \"{goal}\".");

    /// <summary>The result of one goal, or null where the plan did not aim at it.</summary>
    public GoalResult? Find(Goal goal) => _results.FirstOrDefault(r => r.Goal == goal);

    /// <summary>Whether every goal is proven best.</summary>
    public bool Proven => _results.All(r => r.Proven);

    /// <summary>The same results, with <paramref name="result"/> in place of the one of its goal.</summary>
    public GoalResults With(GoalResult result) => new(_results.Select(r => r.Goal == result.Goal ? result : r));

    /// <inheritdoc/>
    public bool Equals(GoalResults? other) => other is not null && _results.SequenceEqual(other._results);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GoalResults);

    /// <inheritdoc/>
    public override int GetHashCode() => _results.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<GoalResult> GetEnumerator() => ((IEnumerable<GoalResult>)_results).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
