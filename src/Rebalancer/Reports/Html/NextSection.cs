using System.Collections.Immutable;

namespace Rebalancer.Reports.Html;

/// <summary>The commands to go on with, and what the report was made of.</summary>
internal static class NextSection
{
    public static void Write(HtmlText html, NextSteps next)
    {
        html.Markup("<dl class=\"commands\">\n");
        foreach (var command in next.Commands)
        {
            html.Element("dt", command.Purpose).Markup("<dd>");
            Command(html, command);
            html.Markup("</dd>\n");
        }

        html.Markup("</dl>\n");
        List<ImmutableArray<string>> rows = [["rebalancer", next.ToolVersion]];
        Add(rows, "OR-Tools", next.OrToolsVersion);
        Add(rows, "fingerprint", next.Fingerprint);
        Add(rows, "cluster read", next.ReadAt is { } time ? Quantity.Moment(time) : null);
        rows.AddRange(next.Inputs.Select(i => ImmutableArray.Create(
            $"input: {i.Kind}", i.Sha256 is { } hash ? $"{i.Name} (SHA-256 {hash})" : i.Name)));
        rows.AddRange(next.Options.Select(o => ImmutableArray.Create($"option: {o.Name}", o.Value)));
        html.Table("What this report was made of", ["what", "value"], rows);
    }

    /// <summary>A command line, as it is typed.</summary>
    public static void Command(HtmlText html, NextCommand command) =>
        html.Markup("<div class=\"command\">").Element("pre", command.Line).Markup("</div>");

    private static void Add(List<ImmutableArray<string>> rows, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            rows.Add([name, value]);
        }
    }
}
