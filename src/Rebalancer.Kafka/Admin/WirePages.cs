using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Admin;

/// <summary>
/// The pages of DescribeTopicPartitions (KRaft 3.8+), one after the other: topics in the order of names, however many there are, no page
/// with more than some thousand partitions.
/// </summary>
internal static class WirePages
{
    /// <summary>What a broker tells at most in one page, unless its <c>max.request.partition.size.limit</c> says otherwise.</summary>
    public const int PartitionsPerPage = 2000;

    /// <summary>More than any cluster has, even where a broker tells one partition in a page.</summary>
    private const int MostPages = 1_000_000;

    /// <summary>Whether the cluster tells topics in pages.</summary>
    /// <exception cref="KafkaClusterException">Nobody answers.</exception>
    public static async Task<bool> AreOfferedAsync(WireClient wire, CancellationToken cancellationToken) =>
        (await wire.DescribeApisAsync(cancellationToken).ConfigureAwait(false)).Offers(ApiKey.DescribeTopicPartitions);

    /// <summary>Reads page after page, from whichever broker answers.</summary>
    /// <param name="wire">The cluster.</param>
    /// <param name="names">The topics; none means all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="KafkaClusterException">Nobody answers or offers the API, or a page does not lead on.</exception>
    public static async IAsyncEnumerable<DescribeTopicPartitionsResponse> ReadAsync(
        WireClient wire, IEnumerable<string> names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var topics = names.Select(n => new DescribeTopicPartitionsRequest.Topic(n)).ToImmutableArray();
        TopicPartitionCursor? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await wire.SendToAnyAsync(
                new DescribeTopicPartitionsRequest(topics, PartitionsPerPage, cursor), cancellationToken).ConfigureAwait(false);
            yield return answer;
            if (answer.NextCursor is not { } next)
            {
                yield break;
            }

            if (cursor is not null && !IsAfter(next, cursor))
            {
                throw LeadsNowhere(next.TopicName);
            }

            cursor = next;
        }

        throw LeadsNowhere(cursor!.TopicName);
    }

    /// <summary>The error for pages that go round or back: followed, they would never end.</summary>
    /// <param name="topic">Where that shows.</param>
    public static KafkaClusterException LeadsNowhere(string topic) =>
        new(KafkaFailure.Protocol, $"The cluster tells its topics in pages that do not lead on from one to the next, the last at {topic}.");

    private static bool IsAfter(TopicPartitionCursor next, TopicPartitionCursor cursor)
    {
        var order = string.CompareOrdinal(next.TopicName, cursor.TopicName);
        return order > 0 || (order == 0 && next.PartitionIndex > cursor.PartitionIndex);
    }
}
