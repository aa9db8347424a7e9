namespace Rebalancer.Planning.Problem;

/// <summary>Slots sorted into lists by a key, in one array, with a place in each list that goes round.</summary>
internal sealed class SlotLists
{
    private readonly int[] _start;
    private readonly int[] _slots;
    private int[]? _next;

    private SlotLists(int[] start, int[] slots)
    {
        _start = start;
        _slots = slots;
    }

    /// <summary>Slots in all lists.</summary>
    public int Count => _slots.Length;

    /// <summary>The slots of a key, ascending.</summary>
    public ReadOnlySpan<int> this[int key] => _slots.AsSpan(_start[key].._start[key + 1]);

    /// <summary>Sorts slots by their keys.</summary>
    /// <param name="keyOf">The key of each slot, or -1 to leave it out.</param>
    /// <param name="keys">Number of keys.</param>
    public static SlotLists Build(ReadOnlySpan<int> keyOf, int keys)
    {
        var start = new int[keys + 1];
        foreach (var key in keyOf)
        {
            if (key >= 0)
            {
                start[key + 1]++;
            }
        }

        for (var key = 0; key < keys; key++)
        {
            start[key + 1] += start[key];
        }

        var slots = new int[start[^1]];
        var fill = (int[])start.Clone();
        for (var slot = 0; slot < keyOf.Length; slot++)
        {
            if (keyOf[slot] is >= 0 and var key)
            {
                slots[fill[key]++] = slot;
            }
        }

        return new SlotLists(start, slots);
    }

    /// <summary>The slot after the one given last, beginning again at the end; the list must not be empty.</summary>
    public int Next(int key)
    {
        _next ??= new int[_start.Length];
        var length = _start[key + 1] - _start[key];
        _next[key] = _next[key] >= length ? 0 : _next[key];
        return _slots[_start[key] + _next[key]++];
    }
}
