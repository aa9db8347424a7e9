using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Rebalancer.Cluster;

/// <summary>Replica lists as spans and arrays, for loops over a million of them.</summary>
/// <remarks>
/// What the framework has for it is compiled anew in every run, for the kind of element, and slowly at first; these are compiled ahead of
/// time. An immutable array is the one array that it holds, as <c>ImmutableCollectionsMarshal</c> has it.
/// </remarks>
internal static class IdLists
{
    /// <summary>The ids of a list; none where it is <c>default</c>.</summary>
    public static ReadOnlySpan<int> Ids(this ImmutableArray<int> list) => Unsafe.As<ImmutableArray<int>, int[]?>(ref list);

    /// <summary>A list of ids that nobody else has.</summary>
    /// <param name="ids">The ids; must not change any more.</param>
    public static ImmutableArray<int> Of(int[] ids) => Unsafe.As<int[], ImmutableArray<int>>(ref ids);

    /// <summary>Whether two lists are the same; <c>default</c> is the same as an empty one.</summary>
    public static bool Same(ImmutableArray<int> list, ImmutableArray<int> other) => Same(list.Ids(), other.Ids());

    /// <summary>Whether two lists are the same. They are short: a plain loop is faster than a comparison made for long ones.</summary>
    public static bool Same(ReadOnlySpan<int> list, ReadOnlySpan<int> other)
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
