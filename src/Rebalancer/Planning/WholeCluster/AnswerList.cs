using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>Every replica set that a partition may have.</summary>
/// <remarks>
/// Without a budget these are the sets of the wanted size and, where the spread comes first, of the best spread. With one, a partition may
/// also stay
/// as it is, keep replicas on brokers that it is to leave, be short of a wanted replication factor, or be spread no better than it is. A
/// set that changes never keeps a
/// replica on a dead broker, and a lowered one keeps a replica that was in sync.
/// </remarks>
internal sealed class AnswerList
{
    private readonly PlanningProblem _problem;
    private readonly int _partition;
    private readonly bool _partial;
    private readonly int[] _receivers;
    private readonly int _bestMissing;
    private readonly int _limit;
    private readonly List<Answer> _answers = [];

    private AnswerList(PlanningProblem problem, int partition, SpreadClass spread, bool partial, int limit)
    {
        _problem = problem;
        _partition = partition;
        _partial = partial;
        _limit = limit;
        _bestMissing = spread.MissingDomains;
        _receivers = [
            .. Enumerable.Range(0, problem.BrokerCount).Where(b => problem.MayReceive(partition, b) && !problem.Holds(partition, b))
        ];
    }

    /// <summary>The sets of a partition; null where there are more than <paramref name="limit"/>.</summary>
    /// <param name="problem">The cluster.</param>
    /// <param name="partition">A movable partition.</param>
    /// <param name="spread">The class of its best spread.</param>
    /// <param name="bestOnly">Whether only sets of best spread count.</param>
    /// <param name="partial">Whether a budget may end before the partition has all that it should.</param>
    /// <param name="limit">The most sets to list.</param>
    public static List<Answer>? Of(PlanningProblem problem, int partition, SpreadClass spread, bool bestOnly, bool partial, int limit)
    {
        var list = new AnswerList(problem, partition, spread, partial, limit);
        if (!list.AddAll())
        {
            return null;
        }

        if (!bestOnly)
        {
            return list._answers;
        }

        var best = list._answers.Min(Cost);
        return [.. list._answers.Where(a => Cost(a) == best)];
    }

    /// <summary>The answer that leaves a partition as it is.</summary>
    public static Answer Stay(PlanningProblem problem, int partition, int bestMissing)
    {
        var present = problem.PresentOf(partition);
        var (kept, leaving) = (0, 0);
        for (var i = 0; i < problem.Held[partition]; i++)
        {
            kept |= present[i] >= 0 ? 1 << i : 0;
            leaving |= present[i] >= 0 ? 0 : 1 << i;
        }

        return Measure(problem, partition, kept, leaving, [], bestMissing);
    }

    private static long Cost(Answer answer) => (SpreadCost.MissingDomain * answer.MissingDomains) + answer.Excess;

    private bool AddAll()
    {
        var held = _problem.Held[_partition];
        var forced = _problem.ForcedSlots(_partition);
        var wanted = _problem.Wanted[_partition];
        if (_partial)
        {
            _answers.Add(Stay(_problem, _partition, _bestMissing));
        }

        for (var mask = 0; mask < 1 << held; mask++)
        {
            if ((mask & forced) != forced || !MayKeep(mask, out var kept, out var leaving))
            {
                continue;
            }

            var size = int.PopCount(mask);
            var most = wanted - size;
            var least = _partial ? Math.Max(0, Math.Min(held, wanted) - size) : most;
            for (var arrivals = Math.Max(0, least); arrivals <= Math.Min(most, _receivers.Length); arrivals++)
            {
                if (arrivals == 0 && _partial && size == held)
                {
                    continue;
                }

                if (!Choose(kept, leaving, new int[arrivals], 0, 0))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Whether the slots may be kept together, apart into judged and leaving ones.</summary>
    private bool MayKeep(int mask, out int kept, out int leaving)
    {
        (kept, leaving) = (0, 0);
        for (var i = 0; i < _problem.Held[_partition]; i++)
        {
            if ((mask >> i & 1) == 0)
            {
                continue;
            }

            var b = _problem.LiveAt(_partition, i);
            if (b < 0 || (_problem.MustLeave(_partition, i) && !_partial))
            {
                return false;
            }

            kept |= b < _problem.BrokerCount ? 1 << i : 0;
            leaving |= b < _problem.BrokerCount ? 0 : 1 << i;
        }

        var inSync = _problem.InSync is not null && _problem.IsLowered(_partition) ? _problem.InSync[_partition] : 0;
        return inSync == 0 || (mask & inSync) != 0;
    }

    private bool Choose(int kept, int leaving, int[] chosen, int depth, int from)
    {
        if (depth == chosen.Length)
        {
            _answers.Add(Measure(_problem, _partition, kept, leaving, [.. chosen], _bestMissing));
            return _answers.Count <= _limit;
        }

        for (var i = from; i <= _receivers.Length - (chosen.Length - depth); i++)
        {
            chosen[depth] = _receivers[i];
            if (!Choose(kept, leaving, chosen, depth + 1, i + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static Answer Measure(PlanningProblem problem, int partition, int kept, int leaving, int[] arrivals, int bestMissing)
    {
        var live = new List<int>(arrivals);
        var left = 0;
        for (var i = 0; i < problem.Held[partition]; i++)
        {
            if (((kept | leaving) >> i & 1) == 0)
            {
                continue;
            }

            left += problem.MustLeave(partition, i) ? 1 : 0;
            if (problem.LiveAt(partition, i) is >= 0 and var b)
            {
                live.Add(b);
            }
        }

        var wanted = problem.Wanted[partition];
        var (missing, excess) = SpreadCost.Parts(problem, [.. live], wanted);
        var size = int.PopCount(kept | leaving) + arrivals.Length;
        return new(
            kept,
            leaving,
            arrivals,
            [.. live.Where(b => b < problem.BrokerCount).Order()],
            left,
            Math.Abs(wanted - size),
            Math.Max(missing, bestMissing),
            excess);
    }
}
