using System.Collections.Immutable;

namespace Rebalancer.Kafka.Execution;

/// <summary>Small questions about replica lists.</summary>
internal static class BrokerLists
{
    public static bool SameSet(ImmutableArray<int> left, ImmutableArray<int> right) =>
        left.Length == right.Length && left.All(right.Contains);

    public static bool Same(ImmutableArray<int> left, ImmutableArray<int> right) => left.AsSpan().SequenceEqual(right.AsSpan());

    /// <summary>What is in <paramref name="left"/> and not in <paramref name="right"/>, in the order of left.</summary>
    public static ImmutableArray<int> Minus(ImmutableArray<int> left, ImmutableArray<int> right)
    {
        ImmutableArray<int>.Builder? result = null;
        foreach (var broker in left)
        {
            if (!right.Contains(broker))
            {
                (result ??= ImmutableArray.CreateBuilder<int>()).Add(broker);
            }
        }

        return result?.ToImmutable() ?? [];
    }

    public static string Text(ImmutableArray<int> replicas) => "[" + string.Join(",", replicas) + "]";
}
