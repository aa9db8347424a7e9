using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Observing;

/// <summary>
/// Topics by name, never older than what was seen before: a broker that is cut off from the controller, or was frozen, answers from the
/// past and must not decide.
/// </summary>
/// <remarks>
/// Of two answers about a partition the one with the higher leader epoch is newer. An answer that shows a lower epoch than one before,
/// misses a topic or a partition that was there, or is the first about its topic, is compared with those of other brokers. Two brokers are
/// believed, also that a topic is gone; with fewer, what was seen before stands. Where nothing was, and they disagree on whether a topic
/// exists, it cannot be seen. Not safe for concurrent use.
/// </remarks>
internal sealed class LatestTopics(IClusterAdmin admin)
{
    /// <summary>How many brokers are asked about an answer that looks old.</summary>
    private const int MostAsked = 3;

    /// <summary>How many must have answered to be believed.</summary>
    private const int Believed = 2;

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
            // Nobody is accused by a first look: what two brokers say will do.
            var most = doubted.Any(_seen.ContainsKey) ? MostAsked : Believed;
            var (isCertain, disputes) = await CompareAsync(answers, doubted, cluster, most, cancellationToken).ConfigureAwait(false);
            foreach (var name in doubted)
            {
                Settle(answers, name, isCertain, disputes[name]);
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
            return answer.Error is null || (IsUnknown(answer) && !_gone.Contains(answer.Name));
        }

        if (answer.Error is not null || answer.TopicId != before.TopicId || answer.Partitions.Count < before.Partitions.Count)
        {
            return true;
        }

        var epochs = before.Partitions.ToDictionary(p => p.Partition, p => p.LeaderEpoch);
        return answer.Partitions.Any(p => epochs.TryGetValue(p.Partition, out var epoch) && p.LeaderEpoch < epoch);
    }

    // The controller's own broker knows first with ZooKeeper; with KRaft it stands for any.
    private async Task<(bool IsCertain, Dictionary<string, Dispute> Disputes)> CompareAsync(
        Dictionary<string, TopicDescription> answers, string[] doubted, ClusterDescription cluster, int most,
        CancellationToken cancellationToken)
    {
        var disputes = doubted.ToDictionary(name => name, name => new Dispute(IsUnknown(answers[name])), StringComparer.Ordinal);
        var asked = cluster.Brokers.Select(b => b.Id).OrderByDescending(id => id == cluster.ControllerId).ThenBy(id => id).Take(MostAsked);
        var heard = 0;
        foreach (var broker in asked)
        {
            if (heard == most)
            {
                break;
            }

            try
            {
                foreach (var other in await admin.DescribeTopicsAsync(broker, doubted, cancellationToken).ConfigureAwait(false))
                {
                    answers[other.Name] = Newer(answers[other.Name], other);
                    disputes[other.Name].Add(broker, IsUnknown(other));
                }

                heard++;
            }
            catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
            {
                // one that does not answer says nothing
            }
        }

        return (heard >= Math.Min(Believed, cluster.Brokers.Count), disputes);
    }

    private void Settle(Dictionary<string, TopicDescription> answers, string name, bool isCertain, Dispute dispute)
    {
        var answer = answers[name];
        if (!_seen.TryGetValue(name, out var before))
        {
            if (dispute.Reason is { } reason)
            {
                answers[name] = _gone.Contains(name) ? Unknown(name)
                    : new TopicDescription(name, null, new KafkaError(KafkaErrorCode.None, reason), []);
            }
            else if (isCertain && IsUnknown(answer))
            {
                _gone.Add(name);
            }
        }
        else if (!isCertain)
        {
            answers[name] = answer.Error is null && answer.TopicId == before.TopicId ? Newer(answer, before) : before;
        }
        else if (answer.Error is not null || dispute.IsGone)
        {
            _seen.Remove(name);
            if (IsUnknown(answer) || dispute.IsGone)
            {
                _gone.Add(name);
                answers[name] = Unknown(name);
            }
        }
    }

    private static TopicDescription Unknown(string name) =>
        new(name, null, new KafkaError(KafkaErrorCode.UnknownTopicOrPartition, null), []);

    private static bool IsUnknown(TopicDescription answer) => answer.Error?.Code == KafkaErrorCode.UnknownTopicOrPartition;

    /// <summary>Whether the brokers that were asked agree that a topic exists.</summary>
    private sealed class Dispute(bool isUnknownAtFirst)
    {
        private readonly List<int> _know = [];
        private readonly List<int> _doNot = [];

        /// <summary>Why it cannot be known whether the topic exists; null where they agree.</summary>
        public string? Reason => (_know.Count > 0 || !isUnknownAtFirst) && (_doNot.Count > 0 || isUnknownAtFirst)
            ? $"brokers disagree on whether it exists ({Who(_know)} knows it, {Who(_doNot)} does not); look again when they agree"
            : null;

        /// <summary>Whether enough do not know it, and fewer do: one that is cut off may know it for long.</summary>
        public bool IsGone => _doNot.Count >= Believed && _know.Count < Believed;

        public void Add(int broker, bool isUnknown) => (isUnknown ? _doNot : _know).Add(broker);

        private static string Who(List<int> brokers) => brokers.Count > 0 ? $"broker {brokers[0]}" : "the one asked first";
    }
}
