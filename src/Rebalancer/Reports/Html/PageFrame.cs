namespace Rebalancer.Reports.Html;

/// <summary>What every page has around its sections.</summary>
internal static class PageFrame
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:";

    /// <summary>Begins a page.</summary>
    /// <param name="html">The page.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="next">What tells where it comes from; null where nothing does.</param>
    /// <param name="sections">The ids and headings of its sections, in order.</param>
    public static void Begin(HtmlText html, string title, NextSteps? next, IReadOnlyList<(string Id, string Title)> sections)
    {
        html.Markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Markup($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n<link rel=\"icon\" href=\"data:,\">\n")
            .Element("title", title).Markup("\n<style>\n").Markup(PageAssets.Style).Markup("</style>\n</head>\n<body>\n")
            .Markup("<header>").Element("h1", title).Markup("\n");
        if (next is not null)
        {
            string?[] facts =
            [
                next.ReadAt is { } time ? "cluster read " + Quantity.Moment(time) : null,
                next.Fingerprint is { } fingerprint ? "plan " + fingerprint[..Math.Min(12, fingerprint.Length)] : null,
                "rebalancer " + next.ToolVersion,
            ];
            html.Element("p class=\"soft\"", string.Join(" · ", facts.Where(f => f is not null))).Markup("\n");
        }

        html.Markup("<nav aria-label=\"Sections\">");
        foreach (var (id, heading) in sections)
        {
            html.Markup($"<a href=\"#{id}\">{heading}</a>");
        }

        html.Markup("</nav>\n</header>\n<main>\n");
    }

    /// <summary>Writes a section.</summary>
    /// <param name="html">The page.</param>
    /// <param name="id">Its id, a public contract.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="write">Writes what is in it.</param>
    public static void Section(HtmlText html, string id, string title, Action<HtmlText> write)
    {
        html.Markup($"<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{title}</h2>\n");
        write(html);
        html.Markup("</section>\n");
    }

    /// <summary>Ends a page.</summary>
    /// <param name="html">The page.</param>
    /// <param name="data">What its scripts draw, as JSON.</param>
    /// <param name="hasCharts">Whether they need the library of charts.</param>
    /// <param name="script">The scripts.</param>
    public static string End(HtmlText html, byte[] data, bool hasCharts, string script)
    {
        html.Markup("</main>\n<script type=\"text/plain\" id=\"data\">").Markup(PageAssets.Pack(data)).Markup("</script>\n");
        if (hasCharts)
        {
            html.Markup("<script type=\"text/plain\" id=\"echarts\">").Markup(PageAssets.Charts).Markup("</script>\n");
        }

        return html.Markup("<script>\n").Markup(script).Markup("</script>\n</body>\n</html>\n").ToString();
    }
}
