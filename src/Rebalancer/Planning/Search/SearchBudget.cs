namespace Rebalancer.Planning.Search;

/// <summary>
/// How long the planner may still search: a clock, and a token that stops it. Every solver, sweep and recursion takes one and asks it.
/// </summary>
/// <remarks>
/// Steps whose work is bounded by a multiple of the input run to their end, so that there always is a plan; all others stop when
/// <see cref="IsOver"/>. Where the clock decides, the plan may differ from machine to machine, so <see cref="ClockDecided"/> remembers it.
/// One budget belongs to one search; not thread-safe.
/// </remarks>
internal sealed class SearchBudget
{
    // A second is promised; reports and the verifier need their part of it.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(300);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _limit;

    /// <param name="limit">The time in all.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public SearchBudget(TimeSpan limit, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        _limit = limit;
        CancellationToken = cancellationToken;
        _time = timeProvider ?? TimeProvider.System;
        _start = _time.GetTimestamp();
    }

    /// <summary>A budget without end.</summary>
    public static SearchBudget Unlimited(CancellationToken cancellationToken = default) => new(TimeSpan.MaxValue, null, cancellationToken);

    /// <summary>Stops the search.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Whether a step ended because the time was up.</summary>
    public bool ClockDecided { get; private set; }

    /// <summary>Whether the time is up. Who asks ends its work where it is.</summary>
    public bool IsOver
    {
        get
        {
            CancellationToken.ThrowIfCancellationRequested();
            ClockDecided |= Left == TimeSpan.Zero;
            return ClockDecided;
        }
    }

    /// <summary>
    /// Whether the time is up by so much that even a step that every plan needs must end. Partitions that it has not come to stay as they
    /// are.
    /// </summary>
    public bool IsOverdue
    {
        get
        {
            CancellationToken.ThrowIfCancellationRequested();
            var overdue = _time.GetElapsedTime(_start) - _limit > s_grace;
            ClockDecided |= overdue;
            return overdue;
        }
    }

    /// <summary>The time left, never negative.</summary>
    public TimeSpan Left => TimeSpan.FromTicks(Math.Max(0, (_limit - _time.GetElapsedTime(_start)).Ticks));

    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void ThrowIfCancelled() => CancellationToken.ThrowIfCancellationRequested();

    /// <summary>Says that a solver that was given the time left ended because of it.</summary>
    public void NoteClockDecided() => ClockDecided = true;
}
