using Rebalancer.Cluster;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Admin;

/// <summary>
/// Topics by the wire client: one Metadata answer holds what librdkafka shows only in part (offline replicas, leader epochs, topic ids,
/// authorized operations), all of one moment.
/// </summary>
internal sealed class WireTopics(WireClient wire)
{
    private const int PartitionsPerPage = 2000;
    private const int TopicsPerRequest = 1000;

    /// <summary>
    /// Topics with their partitions; null means all, which any broker tells. Named ones are asked of the broker that lists reassignments:
    /// it is in touch with the controller.
    /// </summary>
    public async Task<IReadOnlyList<TopicDescription>> DescribeAsync(
        IReadOnlyCollection<string>? names, CancellationToken cancellationToken)
    {
        if (names is { Count: 0 })
        {
            return [];
        }

        List<TopicDescription> topics = [];
        if (names is null)
        {
            topics.AddRange(WireAnswers.Topics(await wire.SendToAnyAsync(Request(null), cancellationToken).ConfigureAwait(false)));
        }
        else
        {
            // No answer holds more topics at once, however many are asked for.
            foreach (var batch in names.Distinct(StringComparer.Ordinal).Chunk(TopicsPerRequest))
            {
                topics.AddRange(
                    WireAnswers.Topics(await wire.SendToControllerAsync(Request(batch), cancellationToken).ConfigureAwait(false)));
            }
        }

        topics.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        await AddEligibleLeaderReplicasAsync(topics, cancellationToken).ConfigureAwait(false);
        return topics;
    }

    /// <summary>Topics as one broker knows them.</summary>
    public async Task<IReadOnlyList<TopicDescription>> DescribeAsync(
        int broker, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        [.. WireAnswers.Topics(await wire.SendToBrokerAsync(broker, Request(names), cancellationToken).ConfigureAwait(false))];

    private static MetadataRequest Request(IReadOnlyCollection<string>? names) =>
        new(
            names is null ? null : [.. names.Distinct(StringComparer.Ordinal).Select(n => new MetadataRequest.Topic(n))],
            IncludeTopicAuthorizedOperations: true);

    /// <summary>
    /// Only a partition that has lost in-sync replicas can have eligible leader replicas, so only such topics are asked again.
    /// </summary>
    private async Task AddEligibleLeaderReplicasAsync(List<TopicDescription> topics, CancellationToken cancellationToken)
    {
        var thin = topics.Where(t => t.Partitions.Any(p => p.Isr.Length < p.Replicas.Length)).Select(t => t.Name).ToList();
        if (thin.Count == 0
            || !(await wire.DescribeApisAsync(cancellationToken).ConfigureAwait(false)).Offers(ApiKey.DescribeTopicPartitions))
        {
            return;
        }

        var eligible = new Dictionary<TopicPartition, System.Collections.Immutable.ImmutableArray<int>>();
        TopicPartitionCursor? cursor = null;
        var (pages, mostPages) = (0, topics.Sum(t => t.Partitions.Count) + 1);
        do
        {
            var page = await wire.SendToAnyAsync(
                new DescribeTopicPartitionsRequest(
                    [.. thin.Select(n => new DescribeTopicPartitionsRequest.Topic(n))],
                    PartitionsPerPage,
                    cursor), cancellationToken).ConfigureAwait(false);
            foreach (var topic in page.Topics)
            {
                foreach (var partition in topic.Partitions)
                {
                    if (topic.Name is not null && partition.EligibleLeaderReplicas is { } replicas)
                    {
                        eligible[new TopicPartition(topic.Name, partition.PartitionIndex)] = replicas;
                    }
                }
            }

            // Every page tells one partition at least: a cursor that stands still, or runs in a circle, would be followed for ever.
            cursor = page.NextCursor is { } next && ++pages >= mostPages
                ? throw new KafkaClusterException(
                    KafkaFailure.Protocol, $"The cluster tells pages of topics without end, the last from {next.TopicName}.")
                : page.NextCursor;
        }
        while (cursor is not null);

        for (var i = 0; i < topics.Count; i++)
        {
            var topic = topics[i];
            topics[i] = topic with
            {
                Partitions = [.. topic.Partitions.Select(p => eligible.TryGetValue(
                    new TopicPartition(topic.Name, p.Partition), out var replicas) ? p with { EligibleLeaderReplicas = replicas } : p)],
            };
        }
    }
}
