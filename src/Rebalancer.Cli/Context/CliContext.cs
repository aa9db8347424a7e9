using Microsoft.Extensions.Logging;
using Rebalancer.Cli.Options;
using Rebalancer.Kafka;
using Spectre.Console;

namespace Rebalancer.Cli.Context;

/// <summary>What a command has from its surroundings: two consoles, the clock, and whether a person can answer.</summary>
/// <param name="output">Where results go.</param>
/// <param name="error">Where errors, warnings about the run and progress go.</param>
/// <param name="time">The clock.</param>
internal sealed class CliContext(IAnsiConsole output, IAnsiConsole error, TimeProvider time)
{
    public IAnsiConsole Output { get; } = output;

    public IAnsiConsole Error { get; } = error;

    public TimeProvider Time { get; } = time;

    /// <summary>Whether a person sits at a terminal and can be asked.</summary>
    public bool Interactive { get; init; }

    /// <summary>Opens the process's standard input, for options whose file is <c>-</c>.</summary>
    public Func<Stream> OpenStandardInput { get; init; } = () => Stream.Null;

    /// <summary>The environment's variables, for the defaults of options; null where one is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>Connects to the cluster that the options name in place of a real connection: a test puts a simulated one here.</summary>
    public Func<IConnectionOptions, CliContext, IClusterAdmin>? ConnectCluster { get; init; }

    /// <summary>What carries plans out on a cluster: a test with a clock of its own puts one here that waits for no disk.</summary>
    public Func<IClusterAdmin, TimeProvider, ILogger<Executor>, IExecutor> CreateExecutor { get; init; } =
        (admin, time, logger) => new Executor(admin, time, logger);

    /// <summary>
    /// What a stop or a failure would leave behind by now, as a clause for the person who is told of it; null where nothing was written.
    /// </summary>
    public string? Left { get; set; }

    /// <summary>The writer below <see cref="Output"/>, for machine forms that must not be wrapped to the console's width.</summary>
    public TextWriter RawOutput => Output.Profile.Out.Writer;

    /// <summary>Adds to <see cref="Left"/> what was written just now.</summary>
    /// <param name="what">A clause, such as <c>the report was written to r.html</c>.</param>
    public void Wrote(string what) => Left = Left is null ? what : $"{Left}, {what}";

    /// <summary>Writes a line of prose, wrapped between words at the console's width and never read as markup.</summary>
    public void WriteLine(string text) => WriteWrapped(Output, text);

    /// <summary>Writes a line as it is: JSON, or a command that can be copied.</summary>
    public void WriteRawLine(string text) => RawOutput.WriteLine(text);

    /// <summary>Writes an event of a run: wrapped on a terminal, and one line in a log.</summary>
    public void WriteEventLine(string text) => WriteLogLine(Output, text);

    /// <summary>Writes to the error console: wrapped on a terminal, and one line in a log.</summary>
    public void WriteErrorLine(string text) => WriteLogLine(Error, text);

    private static void WriteLogLine(IAnsiConsole console, string text)
    {
        if (console.Profile.Out.IsTerminal)
        {
            WriteWrapped(console, text);
        }
        else
        {
            console.Profile.Out.Writer.WriteLine(text);
        }
    }

    private static void WriteWrapped(IAnsiConsole console, string text)
    {
        foreach (var line in text.Split('\n').SelectMany(part => Prose.Lines(part, console.Profile.Width)))
        {
            console.Profile.Out.Writer.WriteLine(line);
        }
    }
}
