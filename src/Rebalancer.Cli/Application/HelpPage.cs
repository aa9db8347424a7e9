using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;

namespace Rebalancer.Cli.Application;

/// <summary>Writes the help of a verb, and of the tool.</summary>
internal sealed class HelpPage
{
    private const int Widest = 100;
    private const int Narrowest = 40;
    private const int WidestLabel = 32;

    private readonly StringBuilder _text = new();
    private readonly int _width;

    private HelpPage(int width) => _width = Math.Clamp(width, Narrowest, Widest);

    /// <summary>The help of a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="width">The width of the terminal.</param>
    public static string Of(CommandRegistration command, int width)
    {
        var page = new HelpPage(width);
        var verb = VerbDescription.Of(command.OptionsType);
        page.Paragraph("", $"rebalancer {verb.Name}: {verb.Text}");
        page.Title("Usage");
        page.Paragraph("  ", $"rebalancer {verb.Name} {command.Help.Usage}".TrimEnd());
        page.Examples(command.Help.Examples);
        foreach (var (title, options) in HelpGroup.Of(verb))
        {
            page.Title(title);
            page.Rows([.. options.Select(o => (o.Usage, TextOf(o)))]);
        }

        page.ExitCodes(command.Help.ExitCodes);
        return page._text.ToString();
    }

    /// <summary>The help of the tool: every verb.</summary>
    /// <param name="commands">The verbs.</param>
    /// <param name="width">The width of the terminal.</param>
    public static string Of(IReadOnlyList<CommandRegistration> commands, int width)
    {
        var page = new HelpPage(width);
        page.Paragraph("", "rebalancer: rack-aware partition rebalancing for Kafka. No verb changes a cluster without asking (or --yes).");
        page.Title("Usage");
        page.Paragraph("  ", "rebalancer VERB [options]");
        page.Paragraph("  ", "rebalancer VERB --help");
        page.Examples(["rebalancer describe --bootstrap-server kafka:9092", "rebalancer plan --bootstrap-server kafka:9092 --out plan"]);
        page.Title("Verbs");
        page.Rows([.. commands.Select(c => VerbDescription.Of(c.OptionsType)).Select(v => (v.Name, v.Text))]);
        page.Title("Environment");
        page.Rows([.. EnvironmentDefaults.Variables.Select(v => (v.Name, $"The default of --{v.Option}."))]);
        page.ExitCodes([.. ExitCode.Help.Select(e => e.Code)]);
        return page._text.ToString();
    }

    private static string TextOf(OptionDescription option) =>
        (option.IsRequired ? "Required. " : "") + option.Text + (option.Default is { } value ? $" Default: {value}." : "");

    private void Title(string title) => _text.Append('\n').Append(title).Append(":\n");

    // Examples are copied from here, so they are never wrapped.
    private void Examples(ImmutableArray<string> examples)
    {
        Title("Examples");
        foreach (var example in examples)
        {
            _text.Append("  ").Append(example).Append('\n');
        }
    }

    private void ExitCodes(ImmutableArray<int> codes)
    {
        Title("Exit codes");
        Rows([.. ExitCode.Help.Where(e => codes.Contains(e.Code)).Select(e => (e.Code.ToString(CultureInfo.InvariantCulture), e.Text))]);
    }

    /// <summary>Two columns; a label that is too long for the first has a line of its own.</summary>
    private void Rows(ImmutableArray<(string Label, string Text)> rows)
    {
        var column = rows.Select(r => r.Label.Length).Where(length => length <= Math.Min(WidestLabel, _width / 2)).DefaultIfEmpty(2).Max();
        var indent = new string(' ', column + 4);
        foreach (var (label, text) in rows)
        {
            var lines = Wrap(text, _width - indent.Length);
            if (label.Length > column)
            {
                _text.Append("  ").Append(label).Append('\n').Append(indent);
            }
            else
            {
                _text.Append("  ").Append(label.PadRight(column + 2));
            }

            _text.AppendJoin("\n" + indent, lines).Append('\n');
        }
    }

    private void Paragraph(string indent, string text) =>
        _text.Append(indent).AppendJoin("\n" + indent, Wrap(text, _width - indent.Length)).Append('\n');

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            var line = lines[^1];
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        return lines;
    }
}
