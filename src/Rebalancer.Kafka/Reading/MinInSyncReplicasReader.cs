using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Reading;

/// <summary>Reads <c>min.insync.replicas</c> of topics.</summary>
internal static class MinInSyncReplicasReader
{
    public const string Key = "min.insync.replicas";

    /// <summary>The value by topic; a topic that does not tell it is absent and counted in a warning.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> ReadAsync(IClusterAdmin admin, IReadOnlyList<TopicDescription> topics, ImmutableArray<string>.Builder warnings, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, int>(topics.Count, StringComparer.Ordinal);
        if (topics.Count == 0)
        {
            return values;
        }

        var answers = await admin.DescribeConfigsAsync([.. topics.Select(t => ConfigResource.Topic(t.Name))], [Key], cancellationToken).ConfigureAwait(false);
        KafkaError? error = null;
        foreach (var answer in answers)
        {
            error ??= answer.Error;
            if (answer.Entries.TryGetValue(Key, out var value) && int.TryParse(value.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
            {
                values[answer.Resource.Name] = number;
            }
        }

        if (values.Count < topics.Count)
        {
            warnings.Add($"{Key} of {topics.Count - values.Count} of {topics.Count} topics is not known, so partitions under it are not marked there{(error is null ? "." : $": {error}")}");
        }

        return values;
    }
}
