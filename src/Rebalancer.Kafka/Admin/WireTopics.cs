using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Admin;

/// <summary>
/// Topics by the wire client, with what librdkafka shows only in part: offline replicas, leader epochs, topic ids, authorized operations.
/// </summary>
internal sealed class WireTopics(WireClient wire)
{
    private const int TopicsPerRequest = 1000;

    /// <summary>
    /// Topics with their partitions; null means all, which any broker tells. Named ones are asked of the broker that lists reassignments:
    /// it is in touch with the controller.
    /// </summary>
    public async Task<IReadOnlyList<TopicDescription>> DescribeAsync(
        IReadOnlyCollection<string>? names, CancellationToken cancellationToken)
    {
        var topics = names is null
            ? await ReadPagesAsync(cancellationToken).ConfigureAwait(false) ?? await ReadAllAsync(cancellationToken).ConfigureAwait(false)
            : await ReadNamedAsync(names, cancellationToken).ConfigureAwait(false);
        topics.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return topics;
    }

    /// <summary>Topics as one broker knows them.</summary>
    public async Task<IReadOnlyList<TopicDescription>> DescribeAsync(
        int broker, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        [.. WireAnswers.Topics(await wire.SendToBrokerAsync(broker, Request(names), cancellationToken).ConfigureAwait(false))];

    /// <summary>All topics in pages; null where the cluster does not tell them so.</summary>
    private async Task<List<TopicDescription>?> ReadPagesAsync(CancellationToken cancellationToken)
    {
        if (!await WirePages.AreOfferedAsync(wire, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        AllTopicsReading? pages;
        try
        {
            pages = await AllTopics.ReadAsync(wire, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaClusterException e) when (e.Failure == KafkaFailure.Unsupported)
        {
            // In a rolling upgrade one broker offers pages, and the next one that is asked does not.
            return null;
        }

        if (pages is null)
        {
            return null;
        }

        // One that is unknown by now was deleted between two pages.
        var torn = await ReadNamedAsync(pages.Torn, cancellationToken).ConfigureAwait(false);
        return [.. pages.Whole, .. torn.Where(t => t.Error?.Code != KafkaErrorCode.UnknownTopicOrPartition)];
    }

    /// <summary>All topics in one Metadata answer: before 3.8, and with ZooKeeper, nothing else tells their names.</summary>
    private async Task<List<TopicDescription>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var answer = await wire.SendToAnyAsync(Request(null), cancellationToken).ConfigureAwait(false);
        if (answer.Brokers.IsEmpty)
        {
            // so a broker answers that fails with the question; it has no other way to say so
            throw new KafkaClusterException(
                KafkaFailure.Unreachable, $"A broker that was asked for all topics could not tell them now ({answer.ErrorCode}).");
        }

        List<TopicDescription> topics = [.. WireAnswers.Topics(answer)];
        await AddEligibleLeaderReplicasAsync(topics, cancellationToken).ConfigureAwait(false);
        return topics;
    }

    private async Task<List<TopicDescription>> ReadNamedAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        // No answer holds more topics at once, however many are asked for.
        List<TopicDescription> topics = [];
        foreach (var batch in names.Distinct(StringComparer.Ordinal).Chunk(TopicsPerRequest))
        {
            topics.AddRange(
                WireAnswers.Topics(await wire.SendToControllerAsync(Request(batch), cancellationToken).ConfigureAwait(false)));
        }

        await AddEligibleLeaderReplicasAsync(topics, cancellationToken).ConfigureAwait(false);
        return topics;
    }

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
        if (thin.Count == 0 || !await WirePages.AreOfferedAsync(wire, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var eligible = new Dictionary<TopicPartition, ImmutableArray<int>>();
        await foreach (var page in WirePages.ReadAsync(wire, thin, cancellationToken).ConfigureAwait(false))
        {
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
        }

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
