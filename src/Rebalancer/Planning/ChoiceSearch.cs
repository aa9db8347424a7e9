using System.Collections.Immutable;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning;

/// <summary>
/// Compares choices of brokers, one broker more at a time: all of them where they are few, else those that extend the best ones of one
/// broker fewer.
/// </summary>
/// <param name="offer">The brokers on offer.</param>
/// <param name="budget">How long to search.</param>
internal sealed class ChoiceSearch(BrokerChoices offer, SearchBudget budget)
{
    private const int AllUpTo = 300;
    private const int Extended = 6;

    private List<(ImmutableArray<int> Choice, AdviceScore Score)> _level = [([], default)];

    /// <summary>How many brokers the present choices have.</summary>
    public int Size { get; private set; }

    /// <summary>Whether every choice of <see cref="Size"/> brokers was compared.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>How many choices of <see cref="Size"/> brokers were compared.</summary>
    public int ComparedCount { get; private set; }

    /// <summary>The choices of <see cref="Size"/> brokers, best first.</summary>
    public IReadOnlyList<(ImmutableArray<int> Choice, AdviceScore Score)> Best => _level;

    /// <summary>Goes on to choices of one broker more; false where there are none, or no time to compare any.</summary>
    public bool Extend()
    {
        var all = Extensions(_level);
        var few = IsComplete && all.Count <= AllUpTo ? all : Extensions(_level.Take(Extended));
        var next = new List<(ImmutableArray<int>, AdviceScore)>();
        foreach (var choice in few)
        {
            if (budget.IsOver && next.Count > 0)
            {
                break;
            }

            next.Add((choice, AdviceScore.Of(offer.With(choice), budget)));
        }

        IsComplete = IsComplete && next.Count == all.Count;
        if (next.Count == 0)
        {
            return false;
        }

        Size++;
        ComparedCount = next.Count;
        _level = [.. next.OrderBy(c => c.Item2)];
        return true;
    }

    /// <summary>Every choice of one more, the last index never below those before it, so that none comes twice.</summary>
    private List<ImmutableArray<int>> Extensions(IEnumerable<(ImmutableArray<int> Choice, AdviceScore Score)> level)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var extensions = new List<ImmutableArray<int>>();
        foreach (var (choice, _) in level)
        {
            for (var i = 0; i < offer.Count; i++)
            {
                if (!offer.Repeats && choice.Contains(i))
                {
                    continue;
                }

                var extended = choice.Add(i).Sort();
                if (seen.Add(string.Join(',', extended)))
                {
                    extensions.Add(extended);
                }
            }
        }

        return [.. extensions.OrderBy(x => x, Comparer<ImmutableArray<int>>.Create((a, b) => a.AsSpan().SequenceCompareTo(b.AsSpan())))];
    }
}
