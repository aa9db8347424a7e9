using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Observing;

/// <summary>
/// Topics by name, never older than what was seen before: a broker that is cut off from the controller, or was frozen, answers from the
/// past and must not decide.
/// </summary>
/// <remarks>
/// Of two answers about a partition the one with the higher leader epoch is newer. An answer that shows a lower epoch than one before, or
/// misses a topic or a partition that was there, is compared with those of other brokers. Two brokers are believed; with fewer, what was
/// seen before stands. Not safe for concurrent use.
/// </remarks>
internal sealed class LatestTopics(IClusterAdmin admin)
{
    /// <summary>How many brokers are asked about an answer that looks old.</summary>
    private const int MostAsked = 3;

    private readonly Dictionary<string, TopicDescription> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);

    /// <summary>Reads topics.</summary>
    /// <param name="names">Their names, each once.</param>
    /// <param name="cluster">Who can be asked.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<TopicDescription>> ReadAsync(
        IReadOnlyCollection<string> names, ClusterDescription cluster, CancellationToken cancellationToken)
    {
        var answers = (await admin.DescribeTopicsAsync(names, cancellationToken).ConfigureAwait(false)).ToDictionary(
            t => t.Name, StringComparer.Ordinal);
        var doubted = answers.Values.Where(IsDoubted).Select(t => t.Name).Order(StringComparer.Ordinal).ToArray();
        if (doubted.Length > 0)
        {
            var isCertain = await CompareAsync(answers, doubted, cluster, cancellationToken).ConfigureAwait(false);
            foreach (var name in doubted)
            {
                Settle(answers, name, isCertain);
            }
        }

        foreach (var answer in answers.Values.Where(a => a.Error is null))
        {
            _seen[answer.Name] = answer;
            _gone.Remove(answer.Name);
        }

        return [.. answers.Values];
    }

    /// <summary>
    /// The newer of two descriptions, partition by partition; of equal ones, and of different topics, the first. One that is seen counts
    /// for more than an error.
    /// </summary>
    internal static TopicDescription Newer(TopicDescription first, TopicDescription second)
    {
        if (first.Error is not null || second.Error is not null)
        {
            return first.Error is not null && second.Error is null ? second : first;
        }

        if (first.TopicId != second.TopicId)
        {
            return first;
        }

        var known = second.Partitions.ToDictionary(p => p.Partition);
        var partitions = first.Partitions.Select(
            p => known.Remove(p.Partition, out var other) && other.LeaderEpoch > p.LeaderEpoch ? other : p).ToList();
        return first with { Partitions = [.. partitions.Concat(known.Values).OrderBy(p => p.Partition)] };
    }

    private bool IsDoubted(TopicDescription answer)
    {
        if (!_seen.TryGetValue(answer.Name, out var before))
        {
            return answer.Error?.Code == KafkaErrorCode.UnknownTopicOrPartition && !_gone.Contains(answer.Name);
        }

        if (answer.Error is not null || answer.TopicId != before.TopicId || answer.Partitions.Count < before.Partitions.Count)
        {
            return true;
        }

        var epochs = before.Partitions.ToDictionary(p => p.Partition, p => p.LeaderEpoch);
        return answer.Partitions.Any(p => epochs.TryGetValue(p.Partition, out var epoch) && p.LeaderEpoch < epoch);
    }

    // The controller's own broker knows first with ZooKeeper; with KRaft it stands for any.
    private async Task<bool> CompareAsync(
        Dictionary<string, TopicDescription> answers, string[] doubted, ClusterDescription cluster, CancellationToken cancellationToken)
    {
        var asked = cluster.Brokers.Select(b => b.Id).OrderByDescending(id => id == cluster.ControllerId).ThenBy(id => id).Take(MostAsked);
        var heard = 0;
        foreach (var broker in asked)
        {
            try
            {
                foreach (var other in await admin.DescribeTopicsAsync(broker, doubted, cancellationToken).ConfigureAwait(false))
                {
                    answers[other.Name] = Newer(answers[other.Name], other);
                }

                heard++;
            }
            catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
            {
                // one that does not answer says nothing
            }
        }

        return heard >= Math.Min(2, cluster.Brokers.Count);
    }

    private void Settle(Dictionary<string, TopicDescription> answers, string name, bool isCertain)
    {
        var answer = answers[name];
        if (!isCertain && _seen.TryGetValue(name, out var before))
        {
            answers[name] = answer.Error is null && answer.TopicId == before.TopicId ? Newer(answer, before) : before;
        }
        else if (answer.Error is not null)
        {
            _seen.Remove(name);
            if (answer.Error.Code == KafkaErrorCode.UnknownTopicOrPartition)
            {
                _gone.Add(name);
            }
        }
    }
}
