using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Reading;

/// <summary>Topics, and what was in flight at the moment that they describe.</summary>
/// <param name="Topics">Readable topics, sorted by name.</param>
/// <param name="Reassignments">Reassignments in flight by partition.</param>
internal sealed record TopicsReading(
    IReadOnlyList<TopicDescription> Topics, IReadOnlyDictionary<TopicPartition, OngoingReassignment> Reassignments);

/// <summary>Reads topics together with the reassignments in flight, so that both fit.</summary>
/// <remarks>
/// The two come from different calls and Kafka gives no common moment: reassignments are listed before and after the metadata, and both are
/// read again while one has begun or
/// changed in between. The controller's list is also ahead of metadata by some tenths of a second: a move that has just ended still shows
/// its union in metadata.
/// A partition with more replicas than others of its topic is therefore looked at a second time before it is believed.
/// </remarks>
internal static class TopicsReader
{
    private const int MaximumAttempts = 5;

    public static async Task<TopicsReading> ReadAsync(
        IClusterAdmin admin, ClusterDescription cluster, ReadOptions options, TimeProvider time, ImmutableArray<string>.Builder warnings,
        CancellationToken cancellationToken)
    {
        if (ReassignmentSupport.WhyNotOffered(cluster) is { } reason)
        {
            warnings.Add(reason);
        }

        if (!cluster.SupportsReassignment)
        {
            warnings.Add(
                "This cluster does not list reassignments (Kafka before 2.4, or a service without KIP-455): "
                + "a partition that is being moved would be read with its old and new replicas together.");
        }

        var before = await ListAsync(admin, cluster, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            var topics = await DescribeAsync(admin, null, cancellationToken).ConfigureAwait(false);
            var after = await ListAsync(admin, cluster, cancellationToken).ConfigureAwait(false);
            if (after.Any(r => !before.TryGetValue(r.Key, out var known) || !Same(known, r.Value)))
            {
                before = after;
                if (attempt < MaximumAttempts)
                {
                    continue;
                }

                warnings.Add(
                    $"Reassignments keep beginning while the cluster is read ({after.Count} in flight): some partitions may show old "
                    + "and new replicas together. Perhaps read again when they have ended.");
            }

            var readable = Readable(topics, warnings);
            await SettleAsync(admin, readable, before, options, time, warnings, cancellationToken).ConfigureAwait(false);
            return new TopicsReading(readable, before);
        }
    }

    private static async Task<Dictionary<TopicPartition,
        OngoingReassignment>> ListAsync(IClusterAdmin admin, ClusterDescription cluster, CancellationToken cancellationToken)
    {
        if (!cluster.SupportsReassignment)
        {
            return [];
        }

        var listed = await admin.ListReassignmentsAsync(cancellationToken).ConfigureAwait(false);
        var byPartition = new Dictionary<TopicPartition, OngoingReassignment>(listed.Count);
        foreach (var reassignment in listed)
        {
            byPartition[reassignment.TopicPartition] = reassignment;
        }

        return byPartition;
    }

    private static bool Same(OngoingReassignment a, OngoingReassignment b) => a.Target.AsSpan().SequenceEqual(b.Target.AsSpan());

    private static async Task<List<TopicDescription>> DescribeAsync(
        IClusterAdmin admin, IReadOnlyCollection<string>? names, CancellationToken cancellationToken)
    {
        var topics = (await admin.DescribeTopicsAsync(names, cancellationToken).ConfigureAwait(false)).ToList();
        topics.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return topics;
    }

    private static List<TopicDescription> Readable(List<TopicDescription> topics, ImmutableArray<string>.Builder warnings)
    {
        var readable = new List<TopicDescription>(topics.Count);
        foreach (var topic in topics)
        {
            if (topic.Error is { } error)
            {
                warnings.Add($"Topic {topic.Name} is not in the snapshot: {error}");
            }
            else
            {
                readable.Add(topic);
            }
        }

        return readable;
    }

    /// <summary>Asks once more for topics in which a partition has more replicas than most and no reassignment explains it.</summary>
    private static async Task SettleAsync(
        IClusterAdmin admin, List<TopicDescription> topics, Dictionary<TopicPartition, OngoingReassignment> reassignments,
        ReadOptions options, TimeProvider time, ImmutableArray<string>.Builder warnings, CancellationToken cancellationToken)
    {
        var suspects = topics.Where(t => HasUnexplainedUnion(t, reassignments)).Select(t => t.Name).ToList();
        if (suspects.Count == 0)
        {
            return;
        }

        await Task.Delay(options.SettleDelay, time, cancellationToken).ConfigureAwait(false);
        var again = await DescribeAsync(admin, suspects, cancellationToken).ConfigureAwait(false);
        foreach (var topic in again)
        {
            var index = topics.FindIndex(t => t.Name == topic.Name);
            if (topic.Error is { } error)
            {
                warnings.Add($"Topic {topic.Name} is not in the snapshot: {error}");
                topics.RemoveAt(index);
            }
            else
            {
                topics[index] = topic;
            }
        }
    }

    private static bool HasUnexplainedUnion(TopicDescription topic, Dictionary<TopicPartition, OngoingReassignment> reassignments)
    {
        var smallest = topic.Partitions.Count == 0 ? 0 : topic.Partitions.Min(p => p.Replicas.Length);
        return topic.Partitions.Any(
            p => p.Replicas.Length > smallest && !reassignments.ContainsKey(new TopicPartition(topic.Name, p.Partition)));
    }
}
