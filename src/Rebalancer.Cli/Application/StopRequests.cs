namespace Rebalancer.Cli.Application;

/// <summary>
/// Ctrl-C, a service manager's stop and the end of the session: the first asks the command to end in order, a later one ends the process
/// at once.
/// </summary>
/// <remarks>
/// One stop may come twice within moments, as where a signal goes to the process and to its group: what follows within
/// <see cref="Repeats"/> is the same stop. Safe for concurrent use.
/// </remarks>
/// <param name="time">The clock.</param>
internal sealed class StopRequests(TimeProvider time) : IDisposable
{
    /// <summary>How long after the first a signal is a repetition of it.</summary>
    internal static readonly TimeSpan Repeats = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private long? _first;

    /// <summary>Cancelled with the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Takes a signal.</summary>
    /// <returns>Whether the process is to go on, so that the command can end in order.</returns>
    public bool Take()
    {
        lock (_gate)
        {
            if (_first is { } first)
            {
                return time.GetElapsedTime(first) < Repeats;
            }

            _first = time.GetTimestamp();
        }

        _stop.Cancel();
        return true;
    }

    public void Dispose() => _stop.Dispose();
}
