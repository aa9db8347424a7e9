using System.Text;
using Spectre.Console;

namespace Rebalancer.Cli.Context;

/// <summary>Makes the two consoles of the process: plain text without escape codes wherever no terminal listens.</summary>
internal static class ConsoleFactory
{
    /// <summary>The width of tables where no terminal tells one.</summary>
    private const int RedirectedWidth = 120;

    /// <param name="writer">Where its text goes.</param>
    /// <param name="redirected">Whether that is no terminal.</param>
    /// <param name="variable">The environment's variables; null where one is not set.</param>
    public static IAnsiConsole Create(TextWriter writer, bool redirected, Func<string, string?> variable)
    {
        // NO_COLOR (https://no-color.org) is about colour alone: a terminal still takes bold text, prompts and a table that is drawn anew.
        var colourless = redirected || !string.IsNullOrEmpty(variable("NO_COLOR"));

        // Said here, since a build server's variables would make the library take any terminal for one that knows the sequences.
        var plain = redirected || variable("TERM") == "dumb";
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = colourless ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new Output(writer, !redirected),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = !plain },
        });
        console.Profile.Capabilities.Unicode = HasUnicode(variable);
        if (redirected)
        {
            console.Profile.Width = int.TryParse(variable("COLUMNS"), out var columns) && columns >= 40
                ? columns
                : RedirectedWidth;
        }

        return console;
    }

    /// <summary>A console's output, whose writer need not be the console's own to be a terminal.</summary>
    private sealed class Output(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
    {
        private readonly AnsiConsoleOutput _inner = new(writer);

        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => _inner.Width;

        public int Height => _inner.Height;

        public void SetEncoding(Encoding encoding) => _inner.SetEncoding(encoding);
    }

    /// <summary>Whether the locale has UTF-8; one that nobody named is taken for one that has.</summary>
    internal static bool HasUnicode(Func<string, string?> variable)
    {
        var locale = ((string[])["LC_ALL", "LC_CTYPE", "LANG"]).Select(variable).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        return locale is null
            || locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase)
            || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);
    }
}
