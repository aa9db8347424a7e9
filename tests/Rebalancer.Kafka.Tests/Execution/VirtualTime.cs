using Microsoft.Extensions.Time.Testing;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>
/// A clock that only the test moves, and that knows whether anybody waits on it: if nobody does, a task that has not ended may wait for the
/// machine.
/// </summary>
internal sealed class VirtualTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int _waits;

    /// <summary>Whether somebody waits for a moment to come; clocks that tick again and again do not count.</summary>
    public bool IsAwaited => Volatile.Read(ref _waits) > 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // A limit is no wait: nobody goes on when it comes, unless something else hangs.
        if (period != Timeout.InfiniteTimeSpan || dueTime == Timeout.InfiniteTimeSpan || state is CancellationTokenSource)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var wait = new Wait(this, callback);
        Interlocked.Increment(ref _waits);
        wait.Inner = base.CreateTimer(wait.Fire, state, dueTime, period);
        return wait;
    }

    private sealed class Wait(VirtualTime time, TimerCallback callback) : ITimer
    {
        private int _ended;

        public ITimer? Inner { get; set; }

        public void Fire(object? state)
        {
            End();
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => Inner!.Change(dueTime, period);

        public void Dispose()
        {
            End();
            Inner?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void End()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                Interlocked.Decrement(ref time._waits);
            }
        }
    }
}
