using Rebalancer.Cli.Options;
using Rebalancer.Files;
using Rebalancer.Reports.Html;
using Rebalancer.Reports.Layout;
using Rebalancer.Reports.Markdown;
using Rebalancer.Reports.Svg;

namespace Rebalancer.Cli.Rendering;

/// <summary>The format of a report's file.</summary>
internal enum ReportFormat
{
    Markdown,
    Html,
    Json,
    Csv,
    Svg,
}

/// <summary>Writes a report to the file that <c>--report</c> names.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Its format.</param>
internal sealed record ReportFileWriter(string Path, ReportFormat Format)
{
    /// <summary>Reads the options, or gives null where no file is wanted.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="format">The format, or null to go by the extension.</param>
    /// <param name="planDirectory">A directory that will exist when the report is written, or null.</param>
    /// <param name="hasMoves">Whether the report is of a plan: CSV holds its moves, SVG pictures it.</param>
    /// <exception cref="InputException">
    /// The format is not known, there is a format without a file, or no directory for the file.
    /// </exception>
    public static ReportFileWriter? From(string? path, string? format, string? planDirectory = null, bool hasMoves = false)
    {
        if (path is null)
        {
            return format is null ? null : throw new InputException($"--report-format {format} needs --report FILE");
        }

        var directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        if (!Directory.Exists(directory) && (planDirectory is null || directory != System.IO.Path.GetFullPath(planDirectory)))
        {
            throw new InputException($"--report {path}: the directory {directory} does not exist");
        }

        if (format is not null)
        {
            (string, ReportFormat)[] formats =
                [("markdown", ReportFormat.Markdown), ("html", ReportFormat.Html), ("json", ReportFormat.Json)];
            return new ReportFileWriter(
                path, Choice.Parse(
                    "--report-format", format, hasMoves ? [.. formats, ("csv", ReportFormat.Csv), ("svg", ReportFormat.Svg)] : formats));
        }

        var names = hasMoves ? "markdown, html, json, csv or svg" : "markdown, html or json";
        return new ReportFileWriter(path, System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".md" or ".markdown" => ReportFormat.Markdown,
            ".html" or ".htm" => ReportFormat.Html,
            ".json" => ReportFormat.Json,
            ".csv" when hasMoves => ReportFormat.Csv,
            ".svg" when hasMoves => ReportFormat.Svg,
            ".csv" => throw new InputException($"--report {path}: CSV holds the moves of a plan, and this report has none"),
            ".svg" => throw new InputException($"--report {path}: SVG pictures a plan, and this report has none"),
            _ => throw new InputException($"--report {path}: the extension tells no format; say --report-format {names}"),
        });
    }

    /// <summary>Writes the file beside its place first, so that a broken write leaves no half report.</summary>
    public void Write(
        ReportDocument document, Action<Stream> writeJson, Action<TextWriter>? writeMoves = null, ReportPage? page = null) =>
        DurableFile.Replace(Path, stream =>
    {
        if (Format == ReportFormat.Json)
        {
            writeJson(stream);
            return;
        }

        using var writer = new StreamWriter(stream, leaveOpen: true);
        if (Format == ReportFormat.Csv)
        {
            writeMoves!(writer);
            return;
        }

        writer.Write(Format switch
        {
            ReportFormat.Svg => GridPicture.Render(page!.Effects),
            ReportFormat.Html when page is not null => PlanPage.Render(page),
            ReportFormat.Html => DocumentPage.Render(document),
            _ => MarkdownReport.Render(document),
        });
    });
}
