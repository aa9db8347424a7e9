using Rebalancer.Planning.Problem;

namespace Rebalancer.Tests.Planning.Leaders;

/// <summary>Every choice of leaders for the replica sets of a tiny cluster: what they come to in evenness and in changes.</summary>
internal sealed class LeaderChoices
{
    private readonly (long Squares, int Changes)[] _choices;

    private LeaderChoices((long Squares, int Changes)[] choices, long evenSquares)
    {
        _choices = choices;
        EvenSquares = evenSquares;
    }

    /// <summary>The most even choice, and of those the one with the fewest changes.</summary>
    public (long Squares, int Changes) Best => _choices.Min();

    /// <summary>The fewest changes of any choice.</summary>
    public int FewestChanges => _choices.Min(c => c.Changes);

    /// <summary>The sum of squares of as many leaders where every broker can lead any.</summary>
    public long EvenSquares { get; }

    /// <summary>The fewest changes of the choices with this sum of squares.</summary>
    public int FewestChangesAt(long squares) => _choices.Where(c => c.Squares == squares).Min(c => c.Changes);

    /// <summary>The smallest sum of squares with no more changes than these.</summary>
    public long SquaresWithin(long changes) => _choices.Where(c => c.Changes <= changes).Min(c => c.Squares);

    /// <summary>All of them; of those with the same leaders per broker the one with the fewest changes.</summary>
    public static LeaderChoices Of(Placement placement)
    {
        var (problem, placed) = (placement.Problem, placement.Brokers);
        var states = new Dictionary<string, (int[] Loads, int Changes)> { [""] = (new int[problem.BrokerCount], 0) };
        var led = 0;
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (!problem.Counts(p))
            {
                continue;
            }

            led++;
            var first = problem.Offsets[p];
            var choices = Enumerable.Range(first, problem.Width(p))
                .Where(s => placed[s] >= 0).Take(problem.Movable[p] ? int.MaxValue : 1).ToArray();
            var next = new Dictionary<string, (int[] Loads, int Changes)>();
            foreach (var (loads, changes) in states.Values)
            {
                foreach (var slot in choices)
                {
                    var after = (int[])loads.Clone();
                    after[placed[slot]]++;
                    var cost = changes + (problem.Movable[p] && placed[slot] != problem.Present[first] ? 1 : 0);
                    var key = string.Join(',', after);
                    if (!next.TryGetValue(key, out var known) || cost < known.Changes)
                    {
                        next[key] = (after, cost);
                    }
                }
            }

            states = next;
        }

        var brokers = problem.BrokerCount;
        return new(
            [.. states.Values.Select(s => (s.Loads.Sum(l => (long)l * l), s.Changes)).Distinct()],
            Enumerable.Range(0, brokers).Select(b => (long)((led + b) / brokers)).Sum(load => load * load));
    }
}
