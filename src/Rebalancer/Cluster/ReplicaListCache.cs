using System.Collections.Immutable;

namespace Rebalancer.Cluster;

/// <summary>
/// Makes the immutable id lists of a snapshot, the same instance for equal lists seen of late: a large cluster repeats few lists, and an
/// ISR mostly equals its replicas.
/// </summary>
/// <remarks>A direct-mapped cache: a collision costs one array, never a wrong list. Not safe to share between threads.</remarks>
internal sealed class ReplicaListCache
{
    private const int SlotCount = 1 << 14;

    private readonly int[]?[] _slots = new int[]?[SlotCount];

    // The hash of what is in each slot: of another list it mostly differs, which is seen without a look at that list.
    private readonly uint[] _hashes = new uint[SlotCount];
    private int[] _last = [];

    /// <summary>The list, and how many bytes it newly takes.</summary>
    public ImmutableArray<int> Get(ReadOnlySpan<int> ids, out int newBytes)
    {
        newBytes = 0;
        if (ids.IsSameAs(_last))
        {
            return IdLists.Of(_last);
        }

        var hash = (uint)ids.Length;
        foreach (var id in ids)
        {
            hash = (hash ^ (uint)id) * 0x9E3779B1;
        }

        var index = hash >> (32 - 14);
        ref var slot = ref _slots[index];
        if (slot is null || _hashes[index] != hash || !ids.IsSameAs(slot))
        {
            slot = ids.ToArray();
            _hashes[index] = hash;
            newBytes = 24 + (ids.Length * sizeof(int));
        }

        _last = slot;
        return IdLists.Of(slot);
    }
}
