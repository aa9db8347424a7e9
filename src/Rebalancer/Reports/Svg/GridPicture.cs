using System.Collections.Immutable;

namespace Rebalancer.Reports.Svg;

/// <summary>Draws where the replicas sit before and after a plan as one SVG picture, for a ticket, a chat or a document.</summary>
/// <remarks>
/// Two rack dimensions are a pair of heat maps on one colour scale, with the mean of the brokers in each cell (of three and more dimensions
/// the first two are drawn). With one dimension or none each broker is a bar. The picture needs no font, script or file beside it, follows
/// the reader's light or dark colours, and is the same bytes each time. Stateless and safe for concurrent use.
/// </remarks>
public static class GridPicture
{
    private const int Width = 880;
    private const int Margin = 20;
    private const int PanelWidth = 400;
    private const int PanelTop = 92;
    private const double CharacterWidth = 7.6;
    private const int HeadHeight = 24;
    private const int LongestDrawing = 1600;

    /// <summary>From this share of the colour on, a number on it is written in the colour of the page.</summary>
    private const double Strong = 0.55;

    private const string Style = """

        svg { --page: #fff; --text: #1c2024; --soft: #5a626a; --line: #c4cad0; --full: #0b4f9e; --good: #1a7f37; --bad: #b42318; }
        @media (prefers-color-scheme: dark) {
          svg { --page: #0d1117; --text: #e8ebee; --soft: #a5adb6; --line: #454c54; --full: #7fbcff; --good: #56d17a; --bad: #ff8a80; }
        }
        text { font: 14px system-ui, sans-serif; fill: var(--text); }
        .page { fill: var(--page); } .cell { fill: var(--full); } .hole { fill: none; stroke: var(--line); stroke-dasharray: 3 3; }
        .title { font-size: 17px; font-weight: 600; } .side { font-size: 15px; font-weight: 600; } .soft { fill: var(--soft); }
        .on { fill: var(--page); } .good { fill: var(--good); font-weight: 600; } .bad { fill: var(--bad); font-weight: 600; }
        .mid { text-anchor: middle; }
        """;

    /// <summary>The picture of a plan.</summary>
    /// <param name="effects">What the plan does.</param>
    /// <returns>An SVG document, LF line ends.</returns>
    public static string Render(PlanEffects effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        var loads = Loads.Of(effects);
        var labelWidth = Math.Clamp(12 + CharacterWidth * loads.Rows.Select(r => r.Length).Append(0).Max(), 56, 160);
        var rowHeight = Math.Clamp(LongestDrawing / Math.Max(1, loads.Rows.Length), 4.0, loads.Columns.IsEmpty ? 26 : 34);
        var factsTop = PanelTop + (loads.Columns.IsEmpty ? 0 : HeadHeight) + rowHeight * loads.Rows.Length + 32;
        var facts = Facts(effects);
        using var svg = new SvgText(
            Width, (int)factsTop + 22 * facts.Length, $"{loads.Title}, before and after the plan",
            string.Join("; ", facts.Select(f => $"{f.Before}, then {f.After}")) + ".", Style);
        svg.Line("title", Margin, 34, loads.Title);
        for (var side = 0; side < 2; side++)
        {
            var left = Margin + side * (PanelWidth + 40);
            svg.Line("side", left, 68, side == 0 ? "Now" : "After the plan");
            Panel(svg, loads, side, left, labelWidth, rowHeight);
            for (var f = 0; f < facts.Length; f++)
            {
                svg.Line(facts[f].Kind(side), left, factsTop + 22 * f, side == 0 ? facts[f].Before : facts[f].After);
            }
        }

        return svg.End();
    }

    private static void Panel(SvgText svg, Loads loads, int side, int left, double labelWidth, double rowHeight)
    {
        var top = PanelTop + (loads.Columns.IsEmpty ? 0 : HeadHeight);
        var columnWidth = (PanelWidth - labelWidth) / (double)Math.Max(1, loads.Columns.Length);
        for (var c = 0; c < loads.Columns.Length && columnWidth >= 36; c++)
        {
            svg.Line("soft mid", left + labelWidth + (c + 0.5) * columnWidth, PanelTop + 12, Fitting(loads.Columns[c], columnWidth));
        }

        for (var r = 0; r < loads.Rows.Length; r++)
        {
            var y = top + r * rowHeight;
            if (rowHeight >= 14)
            {
                svg.Line("soft", left, y + rowHeight / 2 + 5, Fitting(loads.Rows[r], labelWidth - 8));
            }

            if (loads.Columns.IsEmpty)
            {
                Bar(svg, loads.Values[(r, 0)], loads.Most, side, left + labelWidth, y, PanelWidth - labelWidth, rowHeight);
                continue;
            }

            for (var c = 0; c < loads.Columns.Length; c++)
            {
                Cell(svg, loads, (r, c), side, left + labelWidth + c * columnWidth, y, columnWidth, rowHeight);
            }
        }
    }

    private static void Bar(SvgText svg, BeforeAfter load, long most, int side, double x, double y, double width, double height)
    {
        const int NumberWidth = 60;
        var value = side == 0 ? load.Before : load.After;
        var length = (width - NumberWidth) * value / most;
        svg.Box("cell", x, y + 1, length, height - 2);
        if (height >= 14)
        {
            svg.Line("value", x + length + 6, y + height / 2 + 5, Quantity.Count(value));
        }
    }

    private static void Cell(
        SvgText svg, Loads loads, (int Row, int Column) at, int side, double x, double y, double width, double height)
    {
        if (!loads.Values.TryGetValue(at, out var load))
        {
            svg.Box("hole", x + 1.5, y + 1.5, width - 3, height - 3, 0);
            if (width >= 80 && height >= 14)
            {
                svg.Line("soft mid", x + width / 2, y + height / 2 + 5, "no broker");
            }

            return;
        }

        var value = side == 0 ? load.Before : load.After;
        var strength = 0.06 + 0.94 * value / loads.Most;
        svg.Box("cell", x + 1, y + 1, width - 2, height - 2, strength);
        if (width >= 36 && height >= 14)
        {
            svg.Line(strength > Strong ? "on mid" : "mid", x + width / 2, y + height / 2 + 5, Quantity.Count(value));
        }
    }

    private static string Fitting(string name, double width) =>
        (int)(width / CharacterWidth) is var most && name.Length > most ? name[..Math.Max(1, most - 1)] + "…" : name;

    private static ImmutableArray<Fact> Facts(PlanEffects effects) =>
    [
        .. effects.Measures.Where(m => m.Name is "avoidableViolations" && !effects.Cluster.Dimensions.IsEmpty)
            .Select(m => new Fact(m, Count(m.Before.Max), Count(m.After.Max))),
        .. effects.Measures.Where(m => m.Name is "replicas").Select(m => new Fact(m, Range(m.Before), Range(m.After))),
    ];

    private static string Count(long violations) =>
        Quantity.Count(violations, "partition that could be spread better", "partitions that could be spread better");

    private static string Range(Planning.LoadRange load) => load.Range == 0
        ? $"{Quantity.Count(load.Max)} replicas per broker"
        : $"{Quantity.Count(load.Min)} to {Quantity.Count(load.Max)} replicas per broker";

    private sealed record Fact(Measure Measure, string Before, string After)
    {
        public string Kind(int side) => side == 0 || Measure.Before == Measure.After
            ? Measure is { IsCount: true, Before.Max: > 0 } or { IsBetter: true } ? "bad" : "soft"
            : Measure.IsBetter ? "good" : Measure.IsWorse ? "bad" : "soft";
    }
}
