using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Rebalancer.Reports.Csv;

/// <summary>Writes the changes of a plan as CSV (RFC 4180, UTF-8, LF), one changed partition a line.</summary>
/// <remarks>
/// Lists of brokers are separated by blanks, the preferred leader first. Sizes are bytes, empty where not known. Column names are
/// stable; new columns may be added at the end. Stateless and safe for concurrent use.
/// </remarks>
public static class MovesCsv
{
    private static readonly CsvConfiguration s_form = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    private static readonly string[] s_columns =
    [
        "topic", "partition", "before", "after", "added", "removed", "copied_from", "replica_bytes", "copied_bytes",
        "reason_kind", "reason",
    ];

    /// <summary>Writes a heading and every change.</summary>
    /// <param name="writer">Where to; stays open.</param>
    /// <param name="effects">What the plan does.</param>
    public static void Write(TextWriter writer, PlanEffects effects)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(effects);
        using var csv = new CsvWriter(writer, s_form, leaveOpen: true);
        Line(csv, s_columns);
        foreach (var row in effects.Changes)
        {
            Line(
                csv,
                [
                    row.Change.TopicPartition.Topic,
                    Number(row.Change.TopicPartition.Partition),
                    string.Join(' ', row.Change.Before),
                    string.Join(' ', row.Change.After),
                    string.Join(' ', row.Added),
                    string.Join(' ', row.Removed),
                    row.Added.IsEmpty || row.Source < 0 ? "" : Number(row.Source),
                    row.Change.Size.Bytes is { } size ? Number(size) : "",
                    row.Bytes is { } bytes ? Number(bytes) : "",
                    row.Reason.Kind.ToString(),
                    row.Reason.Text,
                ]);
        }
    }

    private static void Line(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            csv.WriteField(field);
        }

        csv.NextRecord();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
