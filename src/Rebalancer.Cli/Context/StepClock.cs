using System.Globalization;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Context;

/// <summary>
/// Tells on stderr what each step of a command took: milliseconds from its start to its end, and the process's resident memory then.
/// Steps that run side by side overlap. As a planner's progress it ends a step where the next one begins. Where nobody asked for that, a
/// terminal shows the step that runs, once it takes long.
/// </summary>
internal sealed class StepClock : IProgress<string>, IDisposable
{
    private readonly CliContext _context;
    private readonly bool _isTold;
    private readonly StepLine? _line;
    private string? _planning;
    private long _since;

    /// <param name="context">Where to tell it.</param>
    /// <param name="isTold">Whether each step is told (<c>--verbose</c>).</param>
    public StepClock(CliContext context, bool isTold)
    {
        (_context, _isTold) = (context, isTold);
        _line = isTold ? null : StepLine.For(context);
    }

    /// <summary>The clock as a planner's progress; null where nothing is told or shown.</summary>
    public IProgress<string>? Planning => _isTold || _line is not null ? this : null;

    /// <summary>What the steps from here on work on, for the line on a terminal.</summary>
    public void WorksOn(ClusterSnapshot snapshot)
    {
        if (_line is not null)
        {
            _line.Amounts = $"{Quantity.Count(snapshot.Topics.Sum(t => t.Partitions.Length), "partition")}, "
                + Quantity.Count(snapshot.Brokers.Length, "broker");
        }
    }

    /// <summary>Runs a step.</summary>
    /// <returns>What it came to.</returns>
    public T Run<T>(string step, Func<T> work)
    {
        _line?.Show(step);
        var start = _context.Time.GetTimestamp();
        var result = work();
        Tell(step, start);
        return result;
    }

    /// <summary>Runs a step that waits.</summary>
    /// <returns>What it came to.</returns>
    public async Task<T> RunAsync<T>(string step, Func<Task<T>> work)
    {
        _line?.Show(step);
        var start = _context.Time.GetTimestamp();
        var result = await work();
        Tell(step, start);
        return result;
    }

    /// <summary>A step of planning begins; the one before it ends.</summary>
    public void Report(string value)
    {
        _line?.Show("plan: " + value);
        EndPlanning();
        (_planning, _since) = (value, _context.Time.GetTimestamp());
    }

    /// <summary>The last step of planning ends.</summary>
    public void EndPlanning()
    {
        if (_planning is not null)
        {
            Tell("plan: " + _planning, _since);
            _planning = null;
        }
    }

    /// <summary>Takes what a terminal shows away, for what is printed next.</summary>
    public void Dispose() => _line?.Dispose();

    private void Tell(string step, long start)
    {
        if (!_isTold)
        {
            return;
        }

        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{step}: {_context.Time.GetElapsedTime(start).TotalMilliseconds:0} ms, {Environment.WorkingSet / 1_000_000} MB");
        lock (_context)
        {
            _context.WriteErrorLine(line);
        }
    }
}
