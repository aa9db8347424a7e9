using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rebalancer.Kafka.Execution.Timeline;

/// <summary>One line of the file: exactly one of its parts is set.</summary>
internal sealed record TimelineLine
{
    private static readonly TimelineJsonContext s_json = new(new(JsonSerializerDefaults.Web)
    {
        Converters =
        {
            new JsonStringEnumConverter<ExecutionCommand>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<ExecutionOutcome>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<PartitionState>(JsonNamingPolicy.CamelCase),
        },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public TimelineHead? Head { get; init; }

    public TimelineRun? Run { get; init; }

    public TimelineSample? Sample { get; init; }

    public TimelineWait? Wait { get; init; }

    public TimelineStall? Stall { get; init; }

    public TimelineElection? Election { get; init; }

    public TimelineEnd? End { get; init; }

    /// <summary>Reads a line, or gives null for one that is torn or says nothing.</summary>
    public static TimelineLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, s_json.TimelineLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The line with its end.</summary>
    public string Text() => JsonSerializer.Serialize(this, s_json.TimelineLine) + "\n";
}

/// <summary>What the file is about; its first line.</summary>
/// <param name="Version">The format's version.</param>
/// <param name="Fingerprint">The plan.</param>
/// <param name="IntervalSeconds">How far apart samples are kept at least.</param>
internal sealed record TimelineHead(int Version, string Fingerprint, int IntervalSeconds)
{
    public const int CurrentVersion = 1;
}
