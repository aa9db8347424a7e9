namespace Rebalancer.Planning.Problem;

/// <summary>Slots sorted into lists by a key, in one array, with a place in each list that goes round.</summary>
internal sealed class SlotLists
{
    private readonly int[] _start;
    private readonly int[] _slots;
    private readonly int[] _next;

    private SlotLists(int[] start, int[] slots)
    {
        _start = start;
        _slots = slots;
        _next = new int[start.Length];
    }

    /// <summary>Slots in all lists.</summary>
    public int Count => _slots.Length;

    /// <summary>The slots of a key, ascending.</summary>
    public ReadOnlySpan<int> this[int key] => _slots.AsSpan(_start[key].._start[key + 1]);

    /// <summary>Sorts the slots 0..count-1.</summary>
    /// <param name="count">Number of slots.</param>
    /// <param name="keys">Number of keys.</param>
    /// <param name="keyOf">The key of a slot, or -1 to leave it out.</param>
    public static SlotLists Build(int count, int keys, Func<int, int> keyOf)
    {
        var start = new int[keys + 1];
        for (var slot = 0; slot < count; slot++)
        {
            if (keyOf(slot) is >= 0 and var key)
            {
                start[key + 1]++;
            }
        }

        for (var key = 0; key < keys; key++)
        {
            start[key + 1] += start[key];
        }

        var slots = new int[start[^1]];
        var fill = start.ToArray();
        for (var slot = 0; slot < count; slot++)
        {
            if (keyOf(slot) is >= 0 and var key)
            {
                slots[fill[key]++] = slot;
            }
        }

        return new SlotLists(start, slots);
    }

    /// <summary>The slot after the one given last, beginning again at the end; the list must not be empty.</summary>
    public int Next(int key)
    {
        var length = _start[key + 1] - _start[key];
        _next[key] = _next[key] >= length ? 0 : _next[key];
        return _slots[_start[key] + _next[key]++];
    }
}
