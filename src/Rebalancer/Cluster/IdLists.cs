using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Rebalancer.Cluster;

/// <summary>
/// Looks through the brokers of one partition. There are a handful, so plain loops are faster than vectors; and unlike the framework's
/// generic methods they are compiled ahead of time with this assembly.
/// </summary>
internal static class IdLists
{
    /// <summary>The ids of a list; none where it is <c>default</c>.</summary>
    public static ReadOnlySpan<int> Ids(this ImmutableArray<int> list) => ImmutableCollectionsMarshal.AsArray(list);

    /// <summary>A list of ids that nobody else has.</summary>
    /// <param name="ids">The ids; must not change any more.</param>
    public static ImmutableArray<int> Of(int[] ids) => ImmutableCollectionsMarshal.AsImmutableArray(ids);

    /// <summary>Whether the list has an entry.</summary>
    public static bool Has(this ReadOnlySpan<int> list, int entry) => list.PlaceOf(entry) >= 0;

    /// <summary>The first place of an entry, or -1.</summary>
    public static int PlaceOf(this ReadOnlySpan<int> list, int entry)
    {
        for (var i = 0; i < list.Length; i++)
        {
            if (list[i] == entry)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether two lists have the same entries in the same order.</summary>
    public static bool IsSameAs(this ReadOnlySpan<int> list, ReadOnlySpan<int> other)
    {
        if (list.Length != other.Length)
        {
            return false;
        }

        for (var i = 0; i < list.Length; i++)
        {
            if (list[i] != other[i])
            {
                return false;
            }
        }

        return true;
    }
}
