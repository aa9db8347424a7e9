using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>Movable partitions that are alike in all that a plan can see, with the replica sets that each of them may have.</summary>
/// <param name="Partitions">The partitions, the smallest in bytes first.</param>
/// <param name="Answers">Their sets.</param>
internal sealed record AnswerGroup(int[] Partitions, List<Answer> Answers)
{
    /// <summary>A partition that stands for all.</summary>
    public int Sample => Partitions[0];

    /// <summary>Groups the movable partitions; null where their sets are more than <paramref name="limit"/> in all.</summary>
    /// <param name="problem">The cluster.</param>
    /// <param name="spreads">The best spread of each movable partition.</param>
    /// <param name="bestOnly">Whether only sets of best spread count.</param>
    /// <param name="partial">Whether a budget may end before partitions have all that they should.</param>
    /// <param name="bySize">Whether sizes tell partitions apart: where bytes are limited.</param>
    /// <param name="limit">The most sets in all.</param>
    public static List<AnswerGroup>? Build(
        PlanningProblem problem, PartitionSpreads spreads, bool bestOnly, bool partial, bool bySize, int limit)
    {
        var members = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (!problem.Movable[p])
            {
                continue;
            }

            var key = Key(problem, spreads, p, bySize);
            if (!members.TryGetValue(key, out var list))
            {
                members[key] = list = [];
            }

            list.Add(p);
        }

        var groups = new List<AnswerGroup>();
        var left = limit;
        foreach (var partitions in members.Values.OrderBy(m => m[0]))
        {
            if (AnswerList.Of(problem, partitions[0], spreads.Of(partitions[0]), bestOnly, partial, left) is not { } answers)
            {
                return null;
            }

            left -= answers.Count;
            if (left < 0)
            {
                return null;
            }

            groups.Add(new([.. partitions.OrderBy(p => problem.Sizes[p]).ThenBy(p => p)], answers));
        }

        return groups;
    }

    // The first place is the preferred leader; the order of the others does not matter but for the slots that answers name.
    private static string Key(PlanningProblem problem, PartitionSpreads spreads, int p, bool bySize)
    {
        var held = Enumerable.Range(0, problem.Held[p]).Select(i => problem.LiveAt(p, i));
        return $"{spreads.ClassOf[p]}:{problem.Wanted[p]}:{problem.BrokerSetOf?[p]}:{string.Join(',', held)}:{problem.InSync?[p]}:"
            + $"{(bySize ? problem.Sizes[p] : 0)}";
    }
}
