using System.Text.Json.Serialization;

namespace Rebalancer.Plans;

/// <summary>
/// plan.json as it stands in the file; <see cref="PlanManifestReader"/> checks it and turns it into a <see cref="PlanManifest"/>.
/// </summary>
internal sealed class PlanManifestDocument
{
    public int? Version { get; set; }

    public string? ClusterId { get; set; }

    public string? Fingerprint { get; set; }

    public string? Aim { get; set; }

    public string? ToolVersion { get; set; }

    public string? OrToolsVersion { get; set; }

    public string? Method { get; set; }

    public List<InputDocument>? Inputs { get; set; }

    public OptionsDocument? Options { get; set; }

    [JsonConverter(typeof(BoundsConverter))]
    public List<KeyValuePair<string, BoundDocument>>? Bounds { get; set; }

    public MetricsDocument? Before { get; set; }

    public MetricsDocument? After { get; set; }

    public List<NoteDocument>? Notes { get; set; }

    public List<PartitionDocument>? NotReversible { get; set; }

    public List<ChangeDocument>? Partitions { get; set; }

    internal sealed record InputDocument(string Kind, string Name, string? Sha256);

    internal sealed record OptionsDocument(
        string Solver, string Spread, double TimeLimitSeconds, string? Topics, int[] DeadBrokers, bool Force)
    {
        public int[]? DrainingBrokers { get; init; }

        public int[]? CordonedBrokers { get; init; }

        public int[]? ExcludedBrokers { get; init; }

        public int[]? OnlyToBrokers { get; init; }

        public FactorDocument[]? ReplicationFactors { get; init; }

        public BrokerSetDocument[]? BrokerSets { get; init; }

        public ReplacementDocument[]? Replacements { get; init; }

        public long? MaxMoves { get; init; }

        public long? MaxBytes { get; init; }

        public long? MaxLeaderChanges { get; init; }
    }

    internal sealed record FactorDocument(string Topic, int ReplicationFactor);

    internal sealed record BrokerSetDocument(string Topic, int[] Brokers);

    internal sealed record ReplacementDocument(int OldBroker, int NewBroker);

    internal sealed record BoundDocument(long Value, long LowerBound);

    internal sealed record RangeDocument(long Min, long Max);

    internal sealed record DimensionDocument(string Name, int SharingPartitions, int MissingDomains);

    internal sealed record BrokerDocument(
        int Id, string Host, string?[] Domains, int Replicas, int Leaders, long Bytes, string? Role = null);

    internal sealed record MetricsDocument(
        int PartitionsWithAvoidableViolations,
        DimensionDocument[] Dimensions,
        int DeadReplicas,
        RangeDocument Replicas,
        long ReplicaSumOfSquares,
        RangeDocument Leaders,
        long LeaderSumOfSquares,
        RangeDocument Bytes,
        BrokerDocument[] Brokers,
        int DrainingReplicas = 0);

    internal sealed record NoteDocument(string Kind, string Code, string Text);

    internal sealed record PartitionDocument(string Topic, int Partition);

    internal sealed record ChangeDocument(string Topic, int Partition, int[] Before, int[] After, long? SizeBytes = null);
}

/// <summary>
/// The generated reader of <see cref="PlanManifestDocument"/>: a missing or null member that is needed is an error with its path.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PlanManifestDocument))]
[JsonSerializable(typeof(PlanManifestDocument.BoundDocument))]
internal sealed partial class PlanManifestJsonContext : JsonSerializerContext;
