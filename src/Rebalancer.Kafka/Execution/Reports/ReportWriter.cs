using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
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

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Writes both files into a directory; each is complete or the old one.</summary>
    /// <param name="report">The report.</param>
    /// <param name="directory">The plan directory.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public static async Task WriteAsync(ExecutionReport report, string directory, CancellationToken cancellationToken)
    {
        await ReplaceAsync(Path.Combine(directory, JsonName), ToJson(report) + "\n", cancellationToken).ConfigureAwait(false);
        await ReplaceAsync(Path.Combine(directory, TextName), ToText(report), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The report as JSON.</summary>
    public static string ToJson(ExecutionReport report) => JsonSerializer.Serialize(report, s_json);

    /// <summary>The report as text for people.</summary>
    public static string ToText(ExecutionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        Line(text, $"{report.Command.Word()}: {report.Outcome.ToString().ToLowerInvariant()}. {report.Summary}");
        Line(text, $"Cluster     {report.ClusterId ?? "(unnamed)"}");
        Line(text, $"Plan        {report.Fingerprint}");
        if (report.Command != ExecutionCommand.Verify)
        {
            Line(text, $"From        {report.StartedAt:u} to {report.EndedAt:u} ({(long)(report.EndedAt - report.StartedAt).TotalSeconds} s){(report.Resumed ? ", resumed" : "")}");
            var seconds = Math.Max(1, (report.EndedAt - report.StartedAt).TotalSeconds);
            Line(text, $"Moved       {report.MovesDone} replica{(report.MovesDone == 1 ? "" : "s")}, {Quantity.Bytes(report.BytesMoved)}, {Quantity.Rate((long)(report.BytesMoved / seconds))} on average");
        }

        if (report.Throttle.Length > 0)
        {
            Line(text, $"Throttle    {report.Throttle}");
        }

        foreach (var (state, count) in report.Counts)
        {
            Line(text, $"{state,-11} {count} partition{(count == 1 ? "" : "s")}");
        }

        Section(text, "Refused:", report.Refusals);
        Section(text, "Not done:", report.Exceptions.Select(e => $"{e.TopicPartition} {e.State.ToString().ToLowerInvariant()} {BrokerLists.Text(e.Replicas)} {e.Reason}"));
        Section(text, "Another leader than the preferred one:", report.LeadersNotPreferred.Select(p => p.ToString()));
        Section(text, "Throttles left:", report.ThrottlesLeft);
        Section(text, "Notes:", report.Notes);
        return text.ToString();
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

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static async Task ReplaceAsync(string path, string text, CancellationToken cancellationToken)
    {
        var temporary = path + ".new";
        await File.WriteAllTextAsync(temporary, text, cancellationToken).ConfigureAwait(false);
        File.Move(temporary, path, overwrite: true);
    }
}
