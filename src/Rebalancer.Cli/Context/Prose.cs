using System.Text.RegularExpressions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Rebalancer.Cli.Context;

/// <summary>
/// A line of prose that is wrapped between words and never inside one, so that a path or a command that is wider than the console can
/// still be copied. Further lines begin under the text of the first one.
/// </summary>
/// <param name="text">The line.</param>
/// <param name="style">How it looks.</param>
internal sealed partial class Prose(string text, Style style) : IRenderable
{
    /// <summary>The lines of a text at a width.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var hanging = Beginning().Match(text).Length;
        var indent = hanging > width / 2 ? "" : new string(' ', hanging);
        var rest = text.TrimEnd();
        for (var first = true; ; first = false)
        {
            var line = first ? rest : indent + rest;
            if (new Segment(line).CellCount() <= width || Break(line, first ? hanging : indent.Length, width) is not { } at)
            {
                yield return line;
                yield break;
            }

            yield return line[..at].TrimEnd();
            rest = line[at..].TrimStart();
        }
    }

    public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in Lines(text, maxWidth))
        {
            yield return new Segment(line, style);
            yield return Segment.LineBreak;
        }
    }

    /// <summary>The last blank that leaves the line within the width, else the first one after that; null where there is none.</summary>
    private static int? Break(string line, int from, int width)
    {
        int? last = null;
        var cells = new Segment(line[..from]).CellCount();
        for (var i = from; i < line.Length; i++)
        {
            if (line[i] == ' ' && i > from)
            {
                if (cells > width)
                {
                    return last ?? i;
                }

                last = i;
            }

            cells += new Segment(line[i].ToString()).CellCount();
        }

        return last;
    }

    /// <summary>Blanks, or a label and the blanks behind it, such as <c>Cluster     </c>.</summary>
    [GeneratedRegex(@"^(?:\S+ {2,}| *)", RegexOptions.CultureInvariant)]
    private static partial Regex Beginning();
}
