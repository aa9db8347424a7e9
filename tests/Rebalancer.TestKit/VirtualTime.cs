using Microsoft.Extensions.Time.Testing;

namespace Rebalancer.TestKit;

/// <summary>
/// A clock that only the test moves, and that knows whether anybody waits on it: if nobody does, a task that has not ended may wait for the
/// machine.
/// </summary>
public sealed class VirtualTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int _waits;

    /// <summary>Whether somebody waits for a moment to come; clocks that tick again and again do not count.</summary>
    public bool IsAwaited => Volatile.Read(ref _waits) > 0;

    /// <summary>
    /// Advances until a task ends. Continuations run on this very thread, inside the advance, so that a run is the same each time.
    /// </summary>
    /// <param name="command">Begins the task.</param>
    /// <param name="step">How far time goes at once.</param>
    /// <param name="limit">How long the task may take on this clock.</param>
    /// <param name="isAwaited">Whether somebody waits for an answer that this clock brings; null for nobody.</param>
    /// <param name="stepped">Called before each step; may be null.</param>
    /// <param name="patience">How many milliseconds of the machine's a task gets that works on another thread.</param>
    /// <param name="isAlone">
    /// Whether nothing else uses this process: a thread that was at work is then waited for until it has gone as far as it can, since it
    /// may begin several waits one after the other.
    /// </param>
    /// <exception cref="TimeoutException">It did not end within the limit.</exception>
    public T Drive<T>(
        Func<Task<T>> command, TimeSpan step, TimeSpan limit, Func<bool>? isAwaited = null, Action? stepped = null, int patience = 100,
        bool isAlone = false)
    {
        ArgumentNullException.ThrowIfNull(command);
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var idle = WorkingThreads();
            var task = command();
            var until = GetUtcNow() + limit;
            while (!task.IsCompleted)
            {
                if (GetUtcNow() > until)
                {
                    throw new TimeoutException($"It did not end within {limit}.");
                }

                // Nobody waits for a moment to come: the task works, on another thread. The machine gets a chance, then time goes on.
                var waited = 0;
                for (; waited < patience && !IsAwaited && isAwaited?.Invoke() != true && !task.IsCompleted; waited++)
                {
                    ((IAsyncResult)task).AsyncWaitHandle.WaitOne(1);
                }

                if (isAlone && waited > 0)
                {
                    UntilIdle(idle);
                }

                stepped?.Invoke();
                if (!task.IsCompleted)
                {
                    Advance(step);
                }
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>
    /// Does something that others follow on threads of the pool, such as a cancellation, and waits until they have gone as far as they can
    /// while time stands still: a second at most. Else it would be chance which moment they see.
    /// </summary>
    /// <param name="work">What to do.</param>
    public static void Settle(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var before = WorkingThreads();
        work();
        UntilIdle(before);
    }

    private static void UntilIdle(int workers)
    {
        const int Patience = 1000;
        for (var i = 0; i < Patience && (ThreadPool.PendingWorkItemCount > 0 || WorkingThreads() > workers); i++)
        {
            Thread.Sleep(1);
        }
    }

    private static int WorkingThreads()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return all - free;
    }

    /// <inheritdoc/>
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
