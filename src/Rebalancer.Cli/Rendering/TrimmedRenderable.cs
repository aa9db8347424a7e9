using Spectre.Console.Rendering;

namespace Rebalancer.Cli.Rendering;

/// <summary>
/// Draws something without the empty lines around it and the blanks behind its lines, so that it can be pasted into a ticket.
/// </summary>
/// <param name="inner">What is drawn.</param>
/// <param name="width">Where a rule ends that is longer.</param>
internal sealed class TrimmedRenderable(IRenderable inner, int width) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var lines = Segment.SplitLines(inner.Render(options, maxWidth)).Select(Trim).ToList();
        var first = lines.FindIndex(l => l.Count > 0);
        var last = lines.FindLastIndex(l => l.Count > 0);
        for (var i = first; i >= 0 && i <= last; i++)
        {
            foreach (var segment in Segment.Truncate(lines[i], width))
            {
                yield return options.Unicode
                    ? segment
                    : new Segment(segment.Text.Replace('─', '-'), segment.Style);
            }

            yield return Segment.LineBreak;
        }
    }

    private static List<Segment> Trim(SegmentLine line)
    {
        var segments = line.ToList();
        while (segments.Count > 0 && string.IsNullOrWhiteSpace(segments[^1].Text))
        {
            segments.RemoveAt(segments.Count - 1);
        }

        if (segments.Count > 0)
        {
            segments[^1] = new Segment(segments[^1].Text.TrimEnd(), segments[^1].Style);
        }

        return segments;
    }
}
