using System.Collections.Immutable;
using System.Numerics;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>The way of one partition from its list to its target, a replica at a time.</summary>
/// <remarks>
/// A list on the way never has fewer distinct domains, more replicas in one domain or fewer live replicas than the worse of the two ends.
/// Where no such way exists with single replicas, larger steps are taken, at last the whole set at once: while a step runs the old replicas
/// are all still there, so a step itself never lowers the spread. Replicas on dead brokers are replaced first and together, since no list
/// that names a dead broker can be completed; the preferred leader goes last, so that leadership moves once at most.
/// </remarks>
public sealed class IntermediateLists
{
    private const int MostSearched = 8;

    private readonly ImmutableArray<int> _from;
    private readonly ImmutableArray<int> _to;
    private readonly int[] _adding;
    private readonly int[] _removing;
    private readonly Func<int, bool> _isLive;
    private readonly DomainMap _domains;
    private readonly ImmutableArray<(int Distinct, int Crowd)> _worst;
    private readonly int _leastLive;

    private IntermediateLists(ImmutableArray<int> from, ImmutableArray<int> to, Func<int, bool> isLive, DomainMap domains)
    {
        _from = from;
        _to = to;
        _isLive = isLive;
        _domains = domains;
        _adding = [.. to.Where(b => !from.Contains(b))];
        _removing = [.. from.Where(b => !to.Contains(b)).OrderBy(b => isLive(b) ? (b == from[0] ? 2 : 1) : 0)];
        var (before, after) = (domains.Spread(from.Where(isLive)), domains.Spread(to.Where(isLive)));
        _worst = [.. before.Zip(after, (b, a) => (Math.Min(b.Distinct, a.Distinct), Math.Max(b.Crowd, a.Crowd)))];
        _leastLive = Math.Min(from.Count(isLive), to.Count(isLive));
    }

    /// <summary>
    /// The lists to ask for one after the other; the last is the target itself. Empty where the list is the target already.
    /// </summary>
    /// <param name="from">The list that the partition has.</param>
    /// <param name="to">The list that it is to have.</param>
    /// <param name="isLive">Whether a broker is up.</param>
    /// <param name="domains">Where brokers sit.</param>
    /// <param name="whole">Whether all replicas go at once.</param>
    public static ImmutableArray<ImmutableArray<int>> Path(
        ImmutableArray<int> from, ImmutableArray<int> to, Func<int, bool> isLive, DomainMap domains, bool whole)
    {
        ArgumentNullException.ThrowIfNull(isLive);
        ArgumentNullException.ThrowIfNull(domains);
        if (from.AsSpan().SequenceEqual(to.AsSpan()))
        {
            return [];
        }

        var steps = Math.Max(ReplicaDifference.Count(to, from), ReplicaDifference.Count(from, to));
        if (whole || steps <= 1 || steps > MostSearched)
        {
            return [to];
        }

        var lists = new IntermediateLists(from, to, isLive, domains);
        for (var size = 1; size < steps; size++)
        {
            if (lists.Search(0, 0, 0, size, steps, []) is { } found)
            {
                return [.. found, to];
            }
        }

        return [to];
    }

    private ImmutableList<ImmutableArray<int>>? Search(int level, int added, int removed, int size, int steps, HashSet<(int, int)> failed)
    {
        var next = Math.Min(level + size, steps);
        if (next == steps)
        {
            return [];
        }

        var (addedCount, removedCount) = Counts(next);
        foreach (var moreRemoved in Supersets(removed, removedCount, _removing.Length))
        {
            foreach (var moreAdded in Supersets(added, addedCount, _adding.Length))
            {
                if (failed.Contains((moreAdded, moreRemoved)))
                {
                    continue;
                }

                var list = List(moreAdded, moreRemoved);
                if (IsSafe(list) && Search(next, moreAdded, moreRemoved, size, steps, failed) is { } rest)
                {
                    return rest.Insert(0, list);
                }

                failed.Add((moreAdded, moreRemoved));
            }
        }

        return null;
    }

    // Growing lists add before they remove, shrinking ones remove what is left over at the end.
    private (int Added, int Removed) Counts(int level) => _adding.Length >= _removing.Length
        ? (level, Math.Max(0, level - (_adding.Length - _removing.Length)))
        : (Math.Min(level, _adding.Length), level);

    // Masks of the wanted number of bits that contain the given one, low bits (the preferred choices) first.
    private static IEnumerable<int> Supersets(int mask, int count, int length)
    {
        for (var candidate = 0; candidate < 1 << length; candidate++)
        {
            if ((candidate & mask) == mask && BitOperations.PopCount((uint)candidate) == count)
            {
                yield return candidate;
            }
        }
    }

    private ImmutableArray<int> List(int added, int removed)
    {
        var list = _from.Where(b => Array.IndexOf(_removing, b) is var i && (i < 0 || (removed >> i & 1) == 0))
            .Concat(_adding.Where((_, i) => (added >> i & 1) == 1)).ToList();
        if (list[0] != _from[0] && list.Remove(_to[0]))
        {
            list.Insert(0, _to[0]);
        }

        return [.. list];
    }

    private bool IsSafe(ImmutableArray<int> list)
    {
        if (list.Count(_isLive) < _leastLive || list.Any(b => !_isLive(b) && !_to.Contains(b)))
        {
            return false;
        }

        var spread = _domains.Spread(list.Where(_isLive));
        for (var d = 0; d < spread.Length; d++)
        {
            if (spread[d].Distinct < _worst[d].Distinct || spread[d].Crowd > _worst[d].Crowd)
            {
                return false;
            }
        }

        return true;
    }
}
