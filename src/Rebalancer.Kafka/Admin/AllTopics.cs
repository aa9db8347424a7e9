using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Admin;

/// <summary>Every topic of a cluster that tells them in pages (<see cref="WirePages"/>), put together.</summary>
/// <remarks>
/// <para>
/// Each page is of its own moment. Of a topic that one page begins and the next goes on with, both parts must fit: the same id, the next
/// number. Where they do not, the topic was deleted or created anew in between, or another broker went on that knows less: it is torn, and
/// nothing is told of it here but its name.
/// </para>
/// <para>
/// The answer has no error of its own. A broker that fails with a question for all topics answers as one does that has none: a page without
/// a topic says nothing, and the pages before it are not the whole then.
/// </para>
/// </remarks>
internal sealed class AllTopics
{
    private readonly List<TopicDescription> _whole = [];
    private readonly List<string> _torn = [];

    // The last topic so far: whether the next page has more of it is told at the end of a page.
    private TopicDescription? _last;
    private bool _isLastTorn;
    private bool _goesOn;

    private AllTopics()
    {
    }

    /// <summary>Reads all pages.</summary>
    /// <param name="wire">The cluster.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>What they tell, or null where they do not tell the whole.</returns>
    /// <exception cref="KafkaClusterException">Nobody answers or offers the API, or a page does not lead on.</exception>
    public static async Task<AllTopicsReading?> ReadAsync(WireClient wire, CancellationToken cancellationToken)
    {
        var all = new AllTopics();
        await foreach (var page in WirePages.ReadAsync(wire, [], cancellationToken).ConfigureAwait(false))
        {
            if (page.Topics.IsEmpty)
            {
                return null;
            }

            foreach (var topic in page.Topics)
            {
                all.Take(topic);
            }

            all._goesOn = page.NextCursor is { } next && all._last?.Name == next.TopicName;
        }

        all.EndTopic();
        return new AllTopicsReading(all._whole, all._torn);
    }

    private void Take(DescribeTopicPartitionsResponse.Topic answer)
    {
        var topic = WireAnswers.Topic(answer);
        if (_goesOn && _last is { } begun && begun.Name == topic.Name)
        {
            _isLastTorn |= begun.TopicId != topic.TopicId
                || topic.Partitions is not [var next, ..]
                || next.Partition != begun.Partitions.Count;
            _last = begun with { Partitions = [.. begun.Partitions, .. topic.Partitions] };
            _goesOn = false;
            return;
        }

        if (_last is not null && string.CompareOrdinal(topic.Name, _last.Name) <= 0)
        {
            throw WirePages.LeadsNowhere(topic.Name);
        }

        EndTopic();
        _last = topic;
        _isLastTorn = topic.Partitions is [{ Partition: not 0 }, ..];
    }

    private void EndTopic()
    {
        // Where the last topic goes on, the page before had more of it to come, and this one has not.
        if (_last is not null && (_isLastTorn || _goesOn))
        {
            _torn.Add(_last.Name);
        }
        else if (_last is not null)
        {
            _whole.Add(_last);
        }

        _goesOn = false;
    }
}

/// <summary>What the pages told.</summary>
/// <param name="Whole">Topics that they told from the first partition to the last, in the order of names.</param>
/// <param name="Torn">Names of topics whose parts do not match.</param>
internal sealed record AllTopicsReading(List<TopicDescription> Whole, List<string> Torn);
