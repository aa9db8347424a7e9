namespace Rebalancer.Cli.Context;

/// <summary>
/// The system's clock, so many times faster: what takes a quarter of an hour on a cluster takes seconds on a simulated one.
/// </summary>
/// <param name="factor">How many times faster; above 0.</param>
/// <param name="ago">How long ago it begins, so that what it times does not end in the future.</param>
internal sealed class FastTimeProvider(double factor, TimeSpan ago = default) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow() - ago;
    private readonly long _started = System.GetTimestamp();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(GetTimestamp());

    public override long GetTimestamp() => (long)(System.GetElapsedTime(_started).Ticks * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Scale(dueTime), Scale(period)), this);

    // A timer of the system has whole milliseconds; none becomes zero, which would mean "never again" for a period.
    private TimeSpan Scale(TimeSpan time) =>
        time <= TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(time.TotalMilliseconds / factor)));

    private sealed class FastTimer(ITimer timer, FastTimeProvider provider) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(provider.Scale(dueTime), provider.Scale(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
