using System.Text.Json.Serialization;

namespace Rebalancer.Kafka.Execution.Timeline;

/// <summary>The JSON of the timeline's lines, generated at build time: it needs neither reflection nor code made at run time.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TimelineLine))]
internal sealed partial class TimelineJsonContext : JsonSerializerContext;
