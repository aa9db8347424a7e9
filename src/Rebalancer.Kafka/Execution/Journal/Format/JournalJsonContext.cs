using System.Text.Json.Serialization;

namespace Rebalancer.Kafka.Execution.Journal.Format;

/// <summary>The JSON of a journal's records, generated at build time: it needs neither reflection nor code made at run time.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalRecord))]
internal sealed partial class JournalJsonContext : JsonSerializerContext;
