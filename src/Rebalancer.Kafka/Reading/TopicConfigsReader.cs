using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Kafka.Admin;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Reading;

/// <summary>What the configurations of topics tell.</summary>
/// <param name="MinInSyncReplicas"><c>min.insync.replicas</c> by topic; a topic that does not give it is absent.</param>
/// <param name="WithPlacementConstraints">Topics that Confluent Server places by constraints.</param>
internal sealed record TopicConfigsReading(
    IReadOnlyDictionary<string, int> MinInSyncReplicas, IReadOnlySet<string> WithPlacementConstraints)
{
    public static TopicConfigsReading None { get; } = new(ImmutableDictionary<string, int>.Empty, ImmutableHashSet<string>.Empty);
}

/// <summary>Reads the configurations of topics that planning has to know.</summary>
internal static class TopicConfigsReader
{
    public const string MinInSyncReplicas = "min.insync.replicas";

    // Kafka leaves names that it does not know out of its answer.
    private const string PlacementConstraints = "confluent.placement.constraints";

    public static async Task<TopicConfigsReading> ReadAsync(
        IClusterAdmin admin, IReadOnlyList<TopicDescription> topics, ImmutableArray<string>.Builder warnings,
            CancellationToken cancellationToken)
    {
        if (topics.Count == 0)
        {
            return TopicConfigsReading.None;
        }

        var minimum = new Dictionary<string, int>(topics.Count, StringComparer.Ordinal);
        var constrained = new HashSet<string>(StringComparer.Ordinal);
        var answers = await admin.DescribeConfigsAsync(
            [.. topics.Select(t => ConfigResource.Topic(t.Name))], [MinInSyncReplicas, PlacementConstraints], cancellationToken)
            .ConfigureAwait(false);
        KafkaError? error = null;
        foreach (var answer in answers)
        {
            error ??= answer.Error;
            if (answer.Entries.TryGetValue(MinInSyncReplicas, out var value)
                && int.TryParse(value.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
            {
                minimum[answer.Resource.Name] = number;
            }

            if (answer.Entries.TryGetValue(PlacementConstraints, out var constraints) && !string.IsNullOrWhiteSpace(constraints.Value))
            {
                constrained.Add(answer.Resource.Name);
            }
        }

        if (minimum.Count < topics.Count)
        {
            warnings.Add(
                $"{MinInSyncReplicas} of {topics.Count - minimum.Count} of {Quantity.Count(topics.Count, "topic")} is not known, "
                + "so partitions under it are not marked there"
                + (error is null ? "." : $": {error}"));
        }

        return new TopicConfigsReading(minimum, constrained);
    }
}
