namespace Rebalancer.Planning.Problem;

/// <summary>
/// Looks through the brokers of one partition. There are a handful, so plain loops are faster than vectors; and unlike the framework's
/// generic methods they are compiled ahead of time with this assembly.
/// </summary>
internal static class BrokerList
{
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

    /// <summary>Whether any entry is a live broker.</summary>
    public static bool HasLive(this ReadOnlySpan<int> list)
    {
        foreach (var b in list)
        {
            if (b >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
