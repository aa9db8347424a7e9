namespace Rebalancer.Planning.Problem;

/// <summary>The brokers of one partition, as a problem numbers them.</summary>
internal static class BrokerList
{
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
