namespace Rebalancer.Kafka.Simulator;

/// <summary>The system's clock, running faster: hours of copying pass in seconds, for a demonstration.</summary>
/// <remarks>Not for tests, which advance a fake clock themselves. Safe for concurrent use.</remarks>
public sealed class AcceleratedTimeProvider : TimeProvider
{
    private readonly double _factor;
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _startTimestamp = System.GetTimestamp();

    /// <summary>Creates the clock.</summary>
    /// <param name="factor">How many seconds pass in one; above 0.</param>
    public AcceleratedTimeProvider(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(factor, 0);
        _factor = factor;
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed();

    /// <inheritdoc/>
    public override long GetTimestamp() => Elapsed().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new AcceleratedTimer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private TimeSpan Elapsed() => System.GetElapsedTime(_startTimestamp) * _factor;

    /// <summary>A virtual time in real time; timers count whole milliseconds, so a period never becomes 0.</summary>
    private TimeSpan Real(TimeSpan time) => time == Timeout.InfiniteTimeSpan || time <= TimeSpan.Zero
        ? time
        : TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(time.TotalMilliseconds / _factor)));

    private sealed class AcceleratedTimer(ITimer timer, AcceleratedTimeProvider clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
