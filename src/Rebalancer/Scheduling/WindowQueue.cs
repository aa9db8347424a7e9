using System.Runtime.InteropServices;

namespace Rebalancer.Scheduling;

/// <summary>Steps that wait to copy to one broker first, in order.</summary>
/// <param name="destination">The broker.</param>
/// <param name="order">What goes first is the greatest.</param>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class WindowQueue<TStep>(int destination, Comparer<TStep> order)
    where TStep : class, IWindowStep
{
    // What goes first is at the end, where taking it out costs least.
    private TStep[] _steps = new TStep[4];

    // How many wait for each source; counted once it is asked.
    private Dictionary<int, int>? _sources;

    public int Destination => destination;

    public int Count { get; private set; }

    /// <summary>How many have not been looked at.</summary>
    public int Left { get; private set; }

    /// <summary>Begins to look at the steps, the first to go first.</summary>
    public void LookAtAll() => Left = Count;

    /// <summary>The next step; there must be one.</summary>
    public TStep Look() => _steps[--Left];

    /// <summary>Adds a step anywhere; <see cref="Sort"/> is called before anything is asked.</summary>
    public void Append(TStep step)
    {
        if (Count == _steps.Length)
        {
            Array.Resize(ref _steps, Count * 2);
        }

        _steps[Count++] = step;
    }

    /// <summary>Puts all steps in order.</summary>
    public void Sort()
    {
        // Mostly they come in order.
        Array.Reverse(_steps, 0, Count);
        for (var i = 1; i < Count; i++)
        {
            if (order.Compare(_steps[i - 1], _steps[i]) > 0)
            {
                Array.Sort(_steps, 0, Count, order);
                return;
            }
        }
    }

    /// <summary>Adds a step in its place; one that is there already stays alone.</summary>
    /// <returns>Whether it was added.</returns>
    public bool Insert(TStep step)
    {
        // What was on its way goes on soon: its place is near the end.
        var (start, reach) = (Count, 1);
        while (start > 0 && order.Compare(_steps[start - 1], step) >= 0)
        {
            start = Math.Max(0, start - reach);
            reach *= 2;
        }

        var end = Math.Min(Count, start + reach);
        if (Array.BinarySearch(_steps, start, end - start, step, order) is not (< 0 and var found))
        {
            return false;
        }

        Append(step);
        var place = ~found;
        Array.Copy(_steps, place, _steps, place + 1, Count - 1 - place);
        _steps[place] = step;
        if (_sources is not null)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_sources, step.Source, out _)++;
        }

        return true;
    }

    /// <summary>Takes out the step that was looked at last.</summary>
    public void Take()
    {
        var place = Left;
        if (_sources is not null)
        {
            var source = _steps[place].Source;
            if (--CollectionsMarshal.GetValueRefOrAddDefault(_sources, source, out _) == 0)
            {
                _sources.Remove(source);
            }
        }

        Count--;
        Array.Copy(_steps, place + 1, _steps, place, Count - place);
        _steps[Count] = null!;
    }

    /// <summary>Whether it is certain that no step fits any more, since none of the brokers that they copy from gives more.</summary>
    public bool IsStuck(WindowRoom<TStep> room)
    {
        if (Destination == WindowQueues<TStep>.NoDestination)
        {
            return false;
        }

        foreach (var source in (_sources ??= CountSources()).Keys)
        {
            if (!room.GivesNoMore(source))
            {
                return false;
            }
        }

        return true;
    }

    private Dictionary<int, int> CountSources()
    {
        Dictionary<int, int> sources = [];
        for (var i = 0; i < Count; i++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(sources, _steps[i].Source, out _)++;
        }

        return sources;
    }
}
