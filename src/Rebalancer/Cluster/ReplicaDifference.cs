using System.Collections.Immutable;

namespace Rebalancer.Cluster;

/// <summary>What one replica list has and another has not. Called for every change of a plan, so without an iterator.</summary>
internal static class ReplicaDifference
{
    private const int MostOnStack = 64;

    /// <summary>The brokers of a list that the other has not, in the list's order.</summary>
    /// <param name="list">The list.</param>
    /// <param name="without">The other.</param>
    /// <param name="lists">Makes the result, so that equal ones are one instance; null where that is not worth its while.</param>
    public static ImmutableArray<int> Of(ImmutableArray<int> list, ImmutableArray<int> without, ReplicaListCache? lists = null)
    {
        Span<int> rest = list.Length <= MostOnStack ? stackalloc int[MostOnStack] : new int[list.Length];
        var count = 0;
        var others = without.Ids();
        foreach (var broker in list.Ids())
        {
            if (!others.Has(broker))
            {
                rest[count++] = broker;
            }
        }

        return count == 0 ? [] : lists is null ? IdLists.Of(rest[..count].ToArray()) : lists.Get(rest[..count], out _);
    }

    /// <summary>How many brokers of a list the other has not.</summary>
    public static int Count(ImmutableArray<int> list, ImmutableArray<int> without) => Count(list.Ids(), without.Ids());

    /// <summary>How many brokers of a list the other has not.</summary>
    public static int Count(ReadOnlySpan<int> list, ReadOnlySpan<int> without)
    {
        var count = 0;
        foreach (var broker in list)
        {
            count += without.Has(broker) ? 0 : 1;
        }

        return count;
    }
}
