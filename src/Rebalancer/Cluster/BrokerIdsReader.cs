using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Rebalancer.Input;

namespace Rebalancer.Cluster;

/// <summary>Reads arrays of broker ids, which must differ; equal ones seen of late are one instance.</summary>
internal sealed class BrokerIdsReader
{
    // Beyond this many ids a set finds duplicates; no real partition has as many replicas.
    private const int ScanLimit = 32;

    private readonly ReplicaLists _lists = new();
    private readonly List<int> _ids = [];

    /// <summary>Reads the array that is the current value.</summary>
    /// <param name="input">The input.</param>
    /// <param name="what">What messages call the array.</param>
    /// <param name="heldBytes">Grows by the memory that the list newly takes.</param>
    public ImmutableArray<int> Read(ref JsonInput input, string what, ref int heldBytes)
    {
        _ids.Clear();
        HashSet<int>? set = null;
        input.BeginArray(what);
        while (input.NextElement())
        {
            var id = input.Int32("the broker id", 0);
            if (_ids.Count == ScanLimit)
            {
                set = [.. _ids];
            }

            if (set is null ? CollectionsMarshal.AsSpan(_ids).Contains(id) : !set.Add(id))
            {
                throw input.Fail($"broker {id} is listed twice in {what}", "one of the two is another broker");
            }

            _ids.Add(id);
        }

        var list = _lists.Get(CollectionsMarshal.AsSpan(_ids), out var listBytes);
        heldBytes += listBytes;
        return list;
    }
}
