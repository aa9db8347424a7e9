using System.Text;
using Spectre.Console;

namespace Rebalancer.Cli.Context;

/// <summary>Makes the two consoles of the process: plain text without escape codes wherever no terminal listens.</summary>
internal static class ConsoleFactory
{
    /// <summary>The width of tables where no terminal tells one.</summary>
    private const int RedirectedWidth = 120;

    public static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        // NO_COLOR (https://no-color.org) is about colour alone: a terminal still takes prompts and a table that is drawn anew.
        var colourless = redirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = colourless ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new Output(writer, !redirected),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = !redirected },
        });
        console.Profile.Capabilities.Unicode = HasUnicode(Environment.GetEnvironmentVariable);
        if (redirected)
        {
            console.Profile.Width = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns >= 40
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
