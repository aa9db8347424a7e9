using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>The bytes that each broker copies in and out, over all copies.</summary>
/// <remarks>Safe to read from many threads at once.</remarks>
internal sealed class CopyTotals
{
    private readonly Dictionary<int, BrokerBytes> _brokers = [];

    private CopyTotals()
    {
    }

    /// <summary>The brokers that copy anything. Who gives where there is no leader is none of them.</summary>
    public IReadOnlyDictionary<int, BrokerBytes> Brokers => _brokers;

    /// <summary>Adds up.</summary>
    /// <param name="copies">What is copied; all sizes are known.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static CopyTotals Of(ImmutableArray<Copy> copies, CancellationToken cancellationToken)
    {
        var totals = new CopyTotals();
        foreach (var copy in copies)
        {
            cancellationToken.ThrowIfCancellationRequested();
            totals.Add(copy);
        }

        totals._brokers.Remove(PartitionSnapshot.NoLeader);
        return totals;
    }

    private void Add(Copy copy)
    {
        var bytes = copy.Change.Size.BytesOrZero;
        var before = copy.Change.Before.Ids();
        long sent = 0;
        foreach (var broker in copy.Change.After.Ids())
        {
            if (!before.Has(broker))
            {
                Of(broker).In += bytes;
                sent += bytes;
            }
        }

        Of(copy.Source).Out += sent;
    }

    private ref BrokerBytes Of(int broker) => ref CollectionsMarshal.GetValueRefOrAddDefault(_brokers, broker, out _);

    /// <summary>The bytes of one broker.</summary>
    /// <param name="In">Copied to it.</param>
    /// <param name="Out">Copied from it.</param>
    internal record struct BrokerBytes(long In, long Out);
}
