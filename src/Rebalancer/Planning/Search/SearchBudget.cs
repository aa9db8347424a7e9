namespace Rebalancer.Planning.Search;

/// <summary>The time that the exact steps may still take.</summary>
internal sealed class SearchBudget(TimeSpan limit, TimeProvider? timeProvider = null)
{
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly long _start = (timeProvider ?? TimeProvider.System).GetTimestamp();

    public bool IsOver => _time.GetElapsedTime(_start) >= limit;

    public TimeSpan Left => TimeSpan.FromTicks(Math.Max(0, (limit - _time.GetElapsedTime(_start)).Ticks));
}
