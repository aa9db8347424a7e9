namespace Rebalancer.Planning.Spread;

/// <summary>What a replica set costs in spread: a missing distinct domain far more than any excess over an even spread.</summary>
internal static class SpreadCost
{
    /// <summary>The cost of one missing distinct domain; an excess replica costs from 1 up.</summary>
    public const long MissingDomain = 1000;

    /// <summary>
    /// The cost that the <paramref name="ordinal"/>-th replica (from 1) of a set of <paramref name="replicationFactor"/> adds in a domain, with
    /// <paramref name="domains"/> domains in the dimension. The sum over a set is at least minus <see cref="MissingDomain"/> times the domains where the
    /// replication factor is above them, and at least 0 elsewhere.
    /// </summary>
    public static long Unit(int ordinal, int replicationFactor, int domains)
    {
        if (replicationFactor <= domains)
        {
            return ordinal == 1 ? 0 : MissingDomain;
        }

        if (ordinal == 1)
        {
            return -MissingDomain;
        }

        var even = (replicationFactor + domains - 1) / domains;
        return Math.Max(0, ordinal - even);
    }

    /// <summary>The cost of <paramref name="count"/> replicas in one domain.</summary>
    public static long Of(int count, int replicationFactor, int domains)
    {
        long cost = 0;
        for (var k = 1; k <= count; k++)
        {
            cost += Unit(k, replicationFactor, domains);
        }

        return cost;
    }
}
