using System.Collections.Immutable;

namespace Rebalancer.Cluster;

/// <summary>What one replica list has and another has not. Called for every change of a plan, so without an iterator.</summary>
internal static class ReplicaDifference
{
    /// <summary>The brokers of a list that the other has not, in the list's order.</summary>
    public static ImmutableArray<int> Of(ImmutableArray<int> list, ImmutableArray<int> without)
    {
        var count = Count(list, without);
        if (count == 0)
        {
            return [];
        }

        var rest = ImmutableArray.CreateBuilder<int>(count);
        foreach (var broker in list)
        {
            if (!without.Contains(broker))
            {
                rest.Add(broker);
            }
        }

        return rest.MoveToImmutable();
    }

    /// <summary>How many brokers of a list the other has not.</summary>
    public static int Count(ImmutableArray<int> list, ImmutableArray<int> without)
    {
        var count = 0;
        foreach (var broker in list)
        {
            count += without.Contains(broker) ? 0 : 1;
        }

        return count;
    }
}
