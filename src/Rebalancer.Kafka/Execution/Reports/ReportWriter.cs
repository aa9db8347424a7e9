using System.Globalization;
using System.Text;
using Rebalancer.Files;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Reports;

/// <summary>Writes an <see cref="ExecutionReport"/> as JSON and as text.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class ReportWriter
{
    /// <summary>The JSON file's name in the plan directory.</summary>
    public const string JsonName = "execution-report.json";

    /// <summary>The text file's name in the plan directory.</summary>
    public const string TextName = "execution-report.txt";

    private const int MostNamed = 5;

    /// <summary>Writes both files into a directory; each is complete or the old one.</summary>
    /// <param name="report">The report.</param>
    /// <param name="directory">The plan directory.</param>
    /// <exception cref="IOException">A file cannot be written, such as on a full disk.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(ExecutionReport report, string directory)
    {
        DurableFile.Replace(Path.Combine(directory, JsonName), stream => stream.Write(Encoding.UTF8.GetBytes(ToJson(report) + "\n")));
        DurableFile.Replace(Path.Combine(directory, TextName), stream => stream.Write(Encoding.UTF8.GetBytes(Text(report, JsonName, []))));
    }

    /// <summary>The report as JSON.</summary>
    public static string ToJson(ExecutionReport report) => ExecutionJson.Document(report);

    /// <summary>The report as text for people.</summary>
    /// <remarks>It refers to the JSON file only where the report <see cref="ExecutionReport.IsWritten"/>.</remarks>
    /// <param name="report">The report.</param>
    /// <param name="told">Notes that the reader has just been told, and that are left out; null for none.</param>
    public static string ToText(ExecutionReport report, IReadOnlyCollection<string>? told = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Text(
            report, report.Command == ExecutionCommand.Verify ? "--json" : report.IsWritten ? JsonName : "'verify --json'", told ?? []);
    }

    /// <param name="report">The report.</param>
    /// <param name="whole">What names all of what the text names a few of.</param>
    /// <param name="told">Notes that are left out.</param>
    private static string Text(ExecutionReport report, string whole, IReadOnlyCollection<string> told)
    {
        var text = new StringBuilder();
        Line(text, $"{report.Command.Word()}: {report.Outcome.ToString().ToLowerInvariant()}. {report.Summary}");
        Line(text, $"Cluster     {report.ClusterId ?? "(unnamed)"}");
        Line(text, $"Plan        {report.Fingerprint}");
        if (report.Command != ExecutionCommand.Verify)
        {
            var duration = report.EndedAt - report.StartedAt;
            var resumed = report.Resumed ? ", resumed" : "";
            Line(text, $"From        {report.StartedAt:u} to {report.EndedAt:u} ({Quantity.Duration(duration)}){resumed}");
        }

        if (report.Command.Moves())
        {
            var rate = Quantity.Rate((long)(report.BytesMoved / Math.Max(1, (report.EndedAt - report.StartedAt).TotalSeconds)));
            var isMoving = report.Counts.GetValueOrDefault(PartitionState.Running) > 0;

            // Without sizes nothing is known of bytes: that many replicas of 0 bytes would be a claim. And an average without what is in
            // flight would be none.
            var bytes = (report.BytesMoved > 0 ? $", {Quantity.Bytes(report.BytesMoved)}" : "")
                + (isMoving ? ", not counting what is in flight" : report.BytesMoved > 0 ? $", {rate} on average" : "");
            Line(text, $"Moved       {Quantity.Count(report.MovesDone, "replica")}{bytes}");
        }

        if (report.Throttle is { } throttle)
        {
            Line(text, $"Throttle    {ThrottleSetting.Describe(throttle)}");
        }

        // Who gives throttles back moves nothing.
        var isAboutPartitions = report.Command != ExecutionCommand.Unthrottle;
        foreach (var (state, count) in report.Counts.Where(_ => isAboutPartitions))
        {
            Line(text, $"{state,-11} {Quantity.Count(count, "partition")}");
        }

        var rest = $"{whole} names all";
        Section(text, "Refused:", report.Refusals);
        Section(text, "Not done:", report.Exceptions.Where(_ => isAboutPartitions).GroupBy(e => (e.State, ReasonKind.Of(e.Reason)))
            .SelectMany(kind => Few(
                [.. kind], e => $"{e.TopicPartition} {e.State.ToString().ToLowerInvariant()} "
                    + $"{(e.Replicas.IsEmpty ? "" : BrokerLists.Text(e.Replicas) + " ")}{e.Reason}",
                    rest)));
        Section(text, "Another leader than the preferred one:", Few(report.LeadersNotPreferred, p => p.ToString(), rest));
        Section(text, $"{TitleOfThrottles(report)}:", Few(report.ThrottlesLeft, t => t, rest));
        Section(text, "Notes:", report.Notes.Where(n => !told.Contains(n)));
        return text.ToString();
    }

    /// <summary>What throttle values of ours are, by whether a process is at work that needs them.</summary>
    internal static string TitleOfThrottles(ExecutionReport report) => report.ProcessId is null ? "Throttles left" : "Throttles set";

    // The text is for people; the JSON names everything.
    private static IEnumerable<string> Few<T>(IReadOnlyCollection<T> all, Func<T, string> line, string rest)
    {
        foreach (var one in all.Take(MostNamed))
        {
            yield return line(one);
        }

        if (all.Count > MostNamed)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"... and {all.Count - MostNamed} more like these; {rest}.");
        }
    }

    private static void Section(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var first = true;
        foreach (var line in lines)
        {
            if (first)
            {
                text.Append(title).Append('\n');
                first = false;
            }

            text.Append("  ").Append(line).Append('\n');
        }
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
