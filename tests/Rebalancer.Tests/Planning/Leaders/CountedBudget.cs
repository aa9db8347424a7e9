using Rebalancer.Planning.Search;

namespace Rebalancer.Tests.Planning.Leaders;

/// <summary>Budgets that end a search after so many steps, whatever the time.</summary>
internal static class CountedBudget
{
    /// <summary>A budget that is asked <paramref name="steps"/> times whether it is over before it says so.</summary>
    public static SearchBudget Of(int steps) => new(TimeSpan.FromTicks(steps + 1), new CountingClock());

    /// <summary>A clock that goes on by one tick each time that somebody looks at it.</summary>
    private sealed class CountingClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks++;
    }
}
