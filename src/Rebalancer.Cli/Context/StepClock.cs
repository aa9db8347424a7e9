using System.Globalization;

namespace Rebalancer.Cli.Context;

/// <summary>
/// Tells on stderr what each step of a command took: milliseconds from its start to its end, and the process's resident memory then.
/// Steps that run side by side overlap. As a planner's progress it ends a step where the next one begins.
/// </summary>
/// <param name="context">Where to tell it.</param>
/// <param name="isOn">Whether anything is told (<c>--verbose</c>).</param>
internal sealed class StepClock(CliContext context, bool isOn) : IProgress<string>
{
    private string? _planning;
    private long _since;

    /// <summary>The clock as a planner's progress; null where nothing is told.</summary>
    public IProgress<string>? Planning => isOn ? this : null;

    /// <summary>Runs a step.</summary>
    /// <returns>What it came to.</returns>
    public T Run<T>(string step, Func<T> work)
    {
        var start = context.Time.GetTimestamp();
        var result = work();
        Tell(step, start);
        return result;
    }

    /// <summary>Runs a step that waits.</summary>
    /// <returns>What it came to.</returns>
    public async Task<T> RunAsync<T>(string step, Func<Task<T>> work)
    {
        var start = context.Time.GetTimestamp();
        var result = await work();
        Tell(step, start);
        return result;
    }

    /// <summary>A step of planning begins; the one before it ends.</summary>
    public void Report(string value)
    {
        EndPlanning();
        (_planning, _since) = (value, context.Time.GetTimestamp());
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

    private void Tell(string step, long start)
    {
        if (!isOn)
        {
            return;
        }

        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{step}: {context.Time.GetElapsedTime(start).TotalMilliseconds:0} ms, {Environment.WorkingSet / 1_000_000} MB");
        lock (context)
        {
            context.WriteErrorLine(line);
        }
    }
}
