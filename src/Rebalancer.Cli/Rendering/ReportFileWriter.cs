using Rebalancer.Cli.Input;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Rendering;

/// <summary>The format of a report's file.</summary>
internal enum ReportFormat
{
    Markdown,
    Html,
    Json,
}

/// <summary>Writes a report to the file that <c>--report</c> names.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Its format.</param>
internal sealed record ReportFileWriter(string Path, ReportFormat Format)
{
    /// <summary>Reads the options, or gives null where no file is wanted.</summary>
    /// <exception cref="InputException">The format is not known, or there is a format without a file.</exception>
    public static ReportFileWriter? From(string? path, string? format)
    {
        if (path is null)
        {
            return format is null ? null : throw new InputException($"--report-format {format} needs --report FILE");
        }

        if (format is not null)
        {
            return new ReportFileWriter(path, Choice.Parse("--report-format", format, ("markdown", ReportFormat.Markdown), ("html", ReportFormat.Html), ("json", ReportFormat.Json)));
        }

        return new ReportFileWriter(path, System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".md" or ".markdown" => ReportFormat.Markdown,
            ".html" or ".htm" => ReportFormat.Html,
            ".json" => ReportFormat.Json,
            _ => throw new InputException($"--report {path}: the extension tells no format; say --report-format markdown, html or json"),
        });
    }

    /// <summary>Writes the file beside its place first, so that a broken write leaves no half report.</summary>
    public void Write(ReportDocument document, Action<Stream> writeJson)
    {
        var temporary = Path + ".tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                if (Format == ReportFormat.Json)
                {
                    writeJson(stream);
                }
                else
                {
                    using var writer = new StreamWriter(stream);
                    writer.Write(Format == ReportFormat.Html ? HtmlReport.Render(document) : MarkdownReport.Render(document));
                }
            }

            File.Move(temporary, Path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
