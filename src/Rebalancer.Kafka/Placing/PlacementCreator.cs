using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Planning;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Placing;

/// <summary>Makes a placement live: creates its topics and partitions, and looks what came.</summary>
/// <remarks>
/// Stateless and safe for concurrent use. A topic that exists is never touched but by the partitions that are added to it.
/// </remarks>
public static class PlacementCreator
{
    private const int Looks = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Creates what was placed.</summary>
    /// <param name="admin">The cluster.</param>
    /// <param name="topics">Creates topics and partitions there.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="placement">Where it goes.</param>
    /// <param name="configs">Configuration of the new topics.</param>
    /// <param name="time">The clock of the waiting.</param>
    /// <param name="cancellationToken">Stops waiting; what was sent may still be carried out.</param>
    /// <returns>One line for each topic that is not as placed; empty where every new partition has been seen with its replicas.</returns>
    /// <exception cref="KafkaClusterException">The cluster cannot be reached.</exception>
    public static async Task<ImmutableArray<string>> CreateAsync(
        IClusterAdmin admin,
        ITopicAdmin topics,
        PlacementRequest request,
        PlacementOutcome placement,
        IReadOnlyDictionary<string, string> configs,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(admin);
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(placement);
        ArgumentNullException.ThrowIfNull(time);
        var placed = placement.Partitions.GroupBy(p => p.TopicPartition.Topic).ToList();
        if (await WhyNotAsync(admin, request, placement, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } refusals)
        {
            return refusals;
        }

        var known = request.Snapshot.Topics.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var created = placed.Where(g => !known.Contains(g.Key))
            .Select(g => new NewTopic(g.Key, [.. g.Select(p => p.Replicas)], configs)).ToList();
        var added = placed.Where(g => known.Contains(g.Key))
            .Select(g => new AddedPartitions(g.Key, g.Max(p => p.TopicPartition.Partition) + 1, [.. g.Select(p => p.Replicas)])).ToList();
        var results = new List<TopicResult>();
        if (created.Count > 0)
        {
            results.AddRange(await topics.CreateTopicsAsync(created, cancellationToken).ConfigureAwait(false));
        }

        if (added.Count > 0)
        {
            results.AddRange(await topics.AddPartitionsAsync(added, cancellationToken).ConfigureAwait(false));
        }

        var failed = results.Where(r => r.Error is not null).Select(r => $"Topic {r.Topic} was not created as placed: {r.Error}").ToList();
        var expected = placed.Where(g => results.Any(r => r.Topic == g.Key && r.Error is null)).SelectMany(g => g).ToList();
        return [.. failed, .. await LookAsync(admin, expected, time, cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>The cluster may have changed since it was read: brokers gone, topics there meanwhile, partitions added by others.</summary>
    private static async Task<ImmutableArray<string>> WhyNotAsync(
        IClusterAdmin admin, PlacementRequest request, PlacementOutcome placement, CancellationToken cancellationToken)
    {
        var live = (await admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false)).Brokers.Select(b => b.Id).ToHashSet();
        var gone = placement.Partitions.SelectMany(p => p.Replicas).Distinct().Where(b => !live.Contains(b)).Order().ToList();
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (gone.Count > 0)
        {
            reasons.Add($"Nothing was created: broker {string.Join(", ", gone)} is not up any more. Place again.");
        }

        var names = placement.Partitions.Select(p => p.TopicPartition.Topic).Distinct().ToList();
        foreach (var topic in await admin.DescribeTopicsAsync(names, cancellationToken).ConfigureAwait(false))
        {
            var was = request.Snapshot.Topics.FirstOrDefault(t => t.Name == topic.Name);
            if (was is null && topic.Error?.Code != KafkaErrorCode.UnknownTopicOrPartition)
            {
                reasons.Add(topic.Error is { } error
                    ? $"Nothing was created: whether topic {topic.Name} exists cannot be seen: {error}."
                    : $"Nothing was created: topic {topic.Name} exists by now, with "
                        + $"{Quantity.Count(topic.Partitions.Count, "partition")}.");
            }
            else if (was is not null && (topic.Error is not null || topic.Partitions.Count != was.Partitions.Length))
            {
                reasons.Add($"Nothing was created: topic {topic.Name} had {Quantity.Count(was.Partitions.Length, "partition")} and has "
                    + $"{(topic.Error is { } error ? $"the error {error}" : $"{topic.Partitions.Count}")} now. Place again.");
            }
        }

        return reasons.ToImmutable();
    }

    /// <summary>Looks until every partition is there with its replicas, or has not come in time.</summary>
    private static async Task<IEnumerable<string>> LookAsync(
        IClusterAdmin admin, List<PlacedPartition> expected, TimeProvider time, CancellationToken cancellationToken)
    {
        var names = expected.Select(p => p.TopicPartition.Topic).Distinct().ToList();
        for (var look = 1; ; look++)
        {
            var seen = names.Count == 0 ? [] : await admin.DescribeTopicsAsync(names, cancellationToken).ConfigureAwait(false);
            var lists = seen.SelectMany(t => t.Partitions.Select(p => (Name: new TopicPartition(t.Name, p.Partition), p.Replicas)))
                .ToDictionary(p => p.Name, p => p.Replicas);
            var missing = expected.Where(p => !lists.TryGetValue(p.TopicPartition, out var list) || !list.SequenceEqual(p.Replicas))
                .ToList();
            if (missing.Count == 0)
            {
                return [];
            }

            if (look == Looks)
            {
                return missing.GroupBy(p => p.TopicPartition.Topic).Select(g =>
                    $"Topic {g.Key}: {g.Count()} of its new partitions are not seen with the replicas placed, the first "
                        + $"{g.First().TopicPartition}.");
            }

            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
