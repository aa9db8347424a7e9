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
    private readonly ImmutableArray<int> _adding;
    private readonly ImmutableArray<int> _removing;
    private readonly Func<int, bool> _isLive;
    private readonly DomainMap _domains;
    private readonly (int Distinct, int Crowd)[] _worst;
    private readonly int _leastLive;

    // Domains of the live brokers of the list that is looked at.
    private readonly int[][] _live;

    private IntermediateLists(ImmutableArray<int> from, ImmutableArray<int> to, Func<int, bool> isLive, DomainMap domains)
    {
        (_from, _to, _isLive, _domains) = (from, to, isLive, domains);
        _adding = ReplicaDifference.Of(to, from);
        _removing = LeavingInOrder();
        _live = new int[from.Length + to.Length][];
        _worst = new (int, int)[domains.Dimensions];
        var before = Live(from);
        for (var d = 0; d < _worst.Length; d++)
        {
            _worst[d] = DomainMap.Spread(before, d);
        }

        _leastLive = before.Length;
        var after = Live(to);
        for (var d = 0; d < _worst.Length; d++)
        {
            var (distinct, crowd) = DomainMap.Spread(after, d);
            _worst[d] = (Math.Min(_worst[d].Distinct, distinct), Math.Max(_worst[d].Crowd, crowd));
        }

        _leastLive = Math.Min(_leastLive, after.Length);
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

        if (IsDirect(from, to, whole))
        {
            return [to];
        }

        var lists = new IntermediateLists(from, to, isLive, domains);
        var steps = Steps(from, to);
        var path = new List<ImmutableArray<int>>(steps);
        for (var size = 1; size < steps; size++)
        {
            if (lists.Search(0, 0, 0, size, steps, [], path))
            {
                break;
            }
        }

        path.Reverse();
        return [.. path, to];
    }

    /// <summary>Whether there is no list between the two: one replica is replaced, all are wanted at once, or they are too many.</summary>
    internal static bool IsDirect(ImmutableArray<int> from, ImmutableArray<int> to, bool whole) =>
        whole || Steps(from, to) is <= 1 or > MostSearched;

    private static int Steps(ImmutableArray<int> from, ImmutableArray<int> to) =>
        Math.Max(ReplicaDifference.Count(to, from), ReplicaDifference.Count(from, to));

    private ImmutableArray<int> LeavingInOrder()
    {
        var leaving = ReplicaDifference.Of(_from, _to);
        var order = ImmutableArray.CreateBuilder<int>(leaving.Length);
        for (var rank = 0; rank <= 2; rank++)
        {
            foreach (var broker in leaving)
            {
                if (rank == (_isLive(broker) ? (broker == _from[0] ? 2 : 1) : 0))
                {
                    order.Add(broker);
                }
            }
        }

        return order.MoveToImmutable();
    }

    /// <summary>Puts the lists between into <paramref name="path"/>, the last one first.</summary>
    /// <returns>Whether there is a way.</returns>
    private bool Search(
        int level, int added, int removed, int size, int steps, HashSet<(int, int)> failed, List<ImmutableArray<int>> path)
    {
        var next = Math.Min(level + size, steps);
        if (next == steps)
        {
            return true;
        }

        var (addedCount, removedCount) = Counts(next);
        for (var moreRemoved = 0; moreRemoved < 1 << _removing.Length; moreRemoved++)
        {
            if (!IsSuperset(moreRemoved, removed, removedCount))
            {
                continue;
            }

            for (var moreAdded = 0; moreAdded < 1 << _adding.Length; moreAdded++)
            {
                if (!IsSuperset(moreAdded, added, addedCount) || failed.Contains((moreAdded, moreRemoved)))
                {
                    continue;
                }

                if (IsSafe(moreAdded, moreRemoved) && Search(next, moreAdded, moreRemoved, size, steps, failed, path))
                {
                    path.Add(List(moreAdded, moreRemoved));
                    return true;
                }

                failed.Add((moreAdded, moreRemoved));
            }
        }

        return false;
    }

    // Growing lists add before they remove, shrinking ones remove what is left over at the end.
    private (int Added, int Removed) Counts(int level) => _adding.Length >= _removing.Length
        ? (level, Math.Max(0, level - (_adding.Length - _removing.Length)))
        : (Math.Min(level, _adding.Length), level);

    // Masks of the wanted number of bits that contain the given one; taken in order, low bits (the preferred choices) come first.
    private static bool IsSuperset(int candidate, int mask, int count) =>
        (candidate & mask) == mask && BitOperations.PopCount((uint)candidate) == count;

    private ImmutableArray<int> List(int added, int removed)
    {
        var list = new List<int>(_from.Length + _adding.Length);
        foreach (var broker in _from)
        {
            if (!IsIn(removed, _removing, broker))
            {
                list.Add(broker);
            }
        }

        for (var i = 0; i < _adding.Length; i++)
        {
            if ((added >> i & 1) == 1)
            {
                list.Add(_adding[i]);
            }
        }

        if (list[0] != _from[0] && list.Remove(_to[0]))
        {
            list.Insert(0, _to[0]);
        }

        return [.. list];
    }

    private bool IsSafe(int added, int removed)
    {
        var count = 0;
        foreach (var broker in _from)
        {
            if (IsIn(removed, _removing, broker))
            {
                continue;
            }

            if (_isLive(broker))
            {
                _live[count++] = _domains.Of(broker);
            }
            else if (!_to.Contains(broker))
            {
                return false;
            }
        }

        for (var i = 0; i < _adding.Length; i++)
        {
            if ((added >> i & 1) == 1 && _isLive(_adding[i]))
            {
                _live[count++] = _domains.Of(_adding[i]);
            }
        }

        for (var d = 0; d < _worst.Length; d++)
        {
            var (distinct, crowd) = DomainMap.Spread(_live.AsSpan(0, count), d);
            if (distinct < _worst[d].Distinct || crowd > _worst[d].Crowd)
            {
                return false;
            }
        }

        return count >= _leastLive;
    }

    private static bool IsIn(int mask, ImmutableArray<int> brokers, int broker) =>
        brokers.IndexOf(broker) is >= 0 and var place && (mask >> place & 1) == 1;

    private ReadOnlySpan<int[]> Live(ImmutableArray<int> brokers)
    {
        var count = 0;
        foreach (var broker in brokers)
        {
            if (_isLive(broker))
            {
                _live[count++] = _domains.Of(broker);
            }
        }

        return _live.AsSpan(0, count);
    }
}
