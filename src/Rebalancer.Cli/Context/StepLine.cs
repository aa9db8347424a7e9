using Rebalancer.Reports;

namespace Rebalancer.Cli.Context;

/// <summary>
/// One line on a terminal that tells what a command that takes long is at, since when, and on how much; drawn anew every second, and gone
/// before anything else is printed.
/// </summary>
/// <remarks>Nothing is drawn in the first two seconds: most commands are over by then. Safe for concurrent use.</remarks>
internal sealed class StepLine : IDisposable
{
    private const string Clear = "\r\u001b[K";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);

    private readonly TextWriter _terminal;
    private readonly int _width;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private string _step = "";
    private bool _isDrawn;
    private bool _isOver;

    /// <summary>Begins to wait for something to show.</summary>
    /// <param name="terminal">The terminal; it must know how to clear a line.</param>
    /// <param name="width">Its columns: the line is cut so that it never wraps.</param>
    /// <param name="time">The clock.</param>
    public StepLine(TextWriter terminal, int width, TimeProvider time)
    {
        (_terminal, _width, _time, _start) = (terminal, width, time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Draw(), null, s_patience, s_pace);
    }

    /// <summary>What the command works on, such as <c>1,154 partitions, 12 brokers</c>; empty while that is not known.</summary>
    public string Amounts { get; set; } = "";

    /// <summary>The line for a command's errors where these go to a terminal with cursor control; else null.</summary>
    public static StepLine? For(CliContext context)
    {
        var profile = context.Error.Profile;
        return profile.Out.IsTerminal && profile.Capabilities.Ansi ? new StepLine(profile.Out.Writer, profile.Width, context.Time) : null;
    }

    /// <summary>A step begins.</summary>
    /// <param name="step">Its name.</param>
    public void Show(string step)
    {
        lock (_gate)
        {
            _step = step;
        }
    }

    /// <summary>Takes the line away for good.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            if (_isDrawn && !_isOver)
            {
                _terminal.Write(Clear);
                _terminal.Flush();
            }

            _isOver = true;
        }
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_isOver || _step.Length == 0)
            {
                return;
            }

            var line = $"{_step}{(Amounts.Length > 0 ? $", {Amounts}" : "")}, {Quantity.Duration(_time.GetElapsedTime(_start))}";
            _terminal.Write(Clear + (line.Length < _width ? line : line[..Math.Max(0, _width - 1)]));
            _terminal.Flush();
            _isDrawn = true;
        }
    }
}
