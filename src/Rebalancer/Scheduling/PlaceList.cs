namespace Rebalancer.Scheduling;

/// <summary>A few places, in any order.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class PlaceList
{
    private int[] _places = new int[4];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The places.</summary>
    public ReadOnlySpan<int> All => _places.AsSpan(0, Count);

    /// <summary>Adds a place.</summary>
    public void Add(int place)
    {
        if (Count == _places.Length)
        {
            Array.Resize(ref _places, Count * 2);
        }

        _places[Count++] = place;
    }

    /// <summary>Takes out a place that is there.</summary>
    public void Remove(int place) => _places[IndexOf(place)] = _places[--Count];

    /// <summary>Puts a place where another one was.</summary>
    public void Replace(int place, int by) => _places[IndexOf(place)] = by;

    private int IndexOf(int place)
    {
        var index = 0;
        while (_places[index] != place)
        {
            index++;
        }

        return index;
    }
}
