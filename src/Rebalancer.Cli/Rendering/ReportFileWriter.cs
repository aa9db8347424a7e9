using Rebalancer.Cli.Context;
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
    private const string Option = "--report";

    /// <summary>Reads the options, or gives null where no file is wanted.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="format">The format, or null to go by the extension.</param>
    /// <param name="planDirectory">A directory that will exist when the report is written, or null.</param>
    /// <param name="hasMoves">Whether the report is of a plan: CSV holds its moves, SVG pictures it.</param>
    /// <exception cref="InputException">
    /// The format is not known, there is a format without a file, or the file cannot be written.
    /// </exception>
    public static ReportFileWriter? From(string? path, string? format, string? planDirectory = null, bool hasMoves = false)
    {
        if (path is null)
        {
            return format is null ? null : throw new InputException($"--report-format {format} needs --report FILE");
        }

        OutputFile.RequireWritable(Option, path, planDirectory);
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
            _ => throw new InputException($"--report {path}: the extension names no format; add --report-format {names}"),
        });
    }

    /// <summary>Writes the file beside its place first, so that a broken write leaves no half report.</summary>
    /// <param name="document">The report.</param>
    /// <param name="context">Knows what the command has written before, for the message of a failure, and learns of the file.</param>
    /// <param name="writeJson">Writes it as JSON.</param>
    /// <param name="writeMoves">Writes its moves as CSV.</param>
    /// <param name="page">What its HTML page and its picture show.</param>
    /// <exception cref="InputException">It cannot be written, and nothing was written before.</exception>
    /// <exception cref="IOException">It cannot be written, and something was written before.</exception>
    public void Write(
        ReportDocument document, CliContext context, Action<Stream> writeJson, Action<TextWriter>? writeMoves = null,
        ReportPage? page = null)
    {
        OutputFile.Write(
            Option, Path, () => DurableFile.Replace(Path, stream => Write(stream, document, writeJson, writeMoves, page)), context.Left);
        context.Wrote($"the report was written to {Path}");
    }

    /// <summary>That the file is there, in a sentence.</summary>
    public string Written => $"Report written to {Path}.";

    /// <summary>Tells, below what was printed, that the file is there.</summary>
    public void Tell(CliContext context)
    {
        context.WriteLine("");
        context.WriteLine(Written);
    }

    private void Write(
        Stream stream, ReportDocument document, Action<Stream> writeJson, Action<TextWriter>? writeMoves, ReportPage? page)
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
    }
}
