using System.Text.Json.Serialization;

namespace Rebalancer.Kafka.Execution.Reports;

/// <summary>
/// The JSON of events, reports, statuses and previews, generated at build time: it needs neither reflection nor code made at run time.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExecutionEvent))]
[JsonSerializable(typeof(ExecutionReport))]
[JsonSerializable(typeof(ExecutionStatus))]
[JsonSerializable(typeof(ExecutionPreview))]
[JsonSerializable(typeof(ExecutionJson.RunRefused))]
internal sealed partial class ExecutionJsonContext : JsonSerializerContext;
