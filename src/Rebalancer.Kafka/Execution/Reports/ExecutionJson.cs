using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Rebalancer.Kafka.Execution.Reports;

/// <summary>
/// Events, reports and statuses as JSON, all in one manner: camel case, partitions as topic and number, times in ISO 8601, lengths of time
/// in seconds, amounts with their unit in the name. The forms are docs/schemas/execution-event.v1.schema.json,
/// docs/schemas/execution-report.v1.schema.json and docs/schemas/execution-status.v1.schema.json.
/// </summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class ExecutionJson
{
    private const string Timeline = "timeline";

    private static readonly ExecutionJsonContext s_line = new(Manner());
    private static readonly ExecutionJsonContext s_document = new(new(Manner()) { WriteIndented = true, NewLine = "\n" });

    /// <summary>An event on one line.</summary>
    /// <param name="happened">The event.</param>
    public static string Line(ExecutionEvent happened) => JsonSerializer.Serialize(happened, s_line.ExecutionEvent);

    /// <summary>
    /// A report as the last line of a stream of events: <c>"event":"report"</c>, then what the document holds but its timeline, which the
    /// stream has told.
    /// </summary>
    /// <param name="report">The report.</param>
    public static string Line(ExecutionReport report)
    {
        var line = new JsonObject { ["event"] = "report" };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(report, s_line.ExecutionReport)!.AsObject()
            .Where(p => p.Key != Timeline))
        {
            line[name] = value?.DeepClone();
        }

        return line.ToJsonString(s_line.Options);
    }

    /// <summary>A report as a document.</summary>
    /// <param name="report">The report.</param>
    public static string Document(ExecutionReport report) => JsonSerializer.Serialize(report, s_document.ExecutionReport);

    /// <summary>A status as a document.</summary>
    /// <param name="status">The status.</param>
    /// <param name="withTimeline">Whether with what was done when, which can be long.</param>
    public static string Document(ExecutionStatus status, bool withTimeline = false)
    {
        var document = JsonSerializer.SerializeToNode(status, s_document.ExecutionStatus)!.AsObject();
        if (!withTimeline)
        {
            document.Remove(Timeline);
        }

        return document.ToJsonString(s_document.Options);
    }

    /// <summary>A preview as a document.</summary>
    /// <param name="preview">The preview.</param>
    public static string Document(ExecutionPreview preview) => JsonSerializer.Serialize(preview, s_document.ExecutionPreview);

    /// <summary>A preview as the only line of a stream that ends before it begins, because it is refused.</summary>
    /// <param name="preview">The preview.</param>
    public static string RefusedLine(ExecutionPreview preview)
    {
        ArgumentNullException.ThrowIfNull(preview);
        return JsonSerializer.Serialize(
            new("refused", preview.Version, preview.Command, preview.ClusterId, preview.Refusals, preview.ThrottlesLeft),
            s_line.RunRefused);
    }

    private static JsonSerializerOptions Manner() => new(JsonSerializerDefaults.Web)
    {
        Converters =
        {
            new JsonStringEnumConverter<ExecutionCommand>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<ExecutionOutcome>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<PartitionState>(JsonNamingPolicy.CamelCase),
            new SecondsConverter(),
        },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The line of a run that is refused.</summary>
    internal sealed record RunRefused(
        string Event,
        int Version,
        ExecutionCommand Command,
        string? ClusterId,
        ImmutableArray<string> Refusals,
        ImmutableArray<string> ThrottlesLeft);

    /// <summary>Lengths of time in seconds; the property's name says so.</summary>
    private sealed class SecondsConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TimeSpan.FromSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(Math.Round(value.TotalSeconds, 3));
    }
}
