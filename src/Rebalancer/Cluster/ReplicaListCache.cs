using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Rebalancer.Cluster;

/// <summary>
/// Makes the immutable id lists of a snapshot, the same instance for equal lists seen of late: a large cluster repeats few lists, and an
/// ISR mostly equals its replicas.
/// </summary>
/// <remarks>A direct-mapped cache: a collision costs one array, never a wrong list. Not safe to share between threads.</remarks>
internal sealed class ReplicaListCache
{
    private const int SlotCount = 1 << 14;

    private readonly ImmutableArray<int>[] _slots = new ImmutableArray<int>[SlotCount];
    private ImmutableArray<int> _last = [];

    /// <summary>The list, and how many bytes it newly takes.</summary>
    public ImmutableArray<int> Get(ReadOnlySpan<int> ids, out int newBytes)
    {
        newBytes = 0;
        if (Equal(_last.AsSpan(), ids))
        {
            return _last;
        }

        var hash = (uint)ids.Length;
        foreach (var id in ids)
        {
            hash = (hash ^ (uint)id) * 0x9E3779B1;
        }

        ref var slot = ref _slots[hash >> (32 - 14)];
        if (slot.IsDefault || !Equal(slot.AsSpan(), ids))
        {
            slot = ImmutableCollectionsMarshal.AsImmutableArray(ids.ToArray());
            newBytes = 24 + (ids.Length * sizeof(int));
        }

        return _last = slot;
    }

    // Lists are short: a plain loop is faster than a comparison that is made for long ones.
    private static bool Equal(ReadOnlySpan<int> list, ReadOnlySpan<int> other)
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
