using System.Collections.Immutable;

namespace Rebalancer.Cluster;

/// <summary>What a person says of <c>min.insync.replicas</c> where the source of a cluster does not.</summary>
/// <remarks>Stateless and safe to use from many threads at once.</remarks>
public static class AssumedMinInSyncReplicas
{
    /// <summary>Gives the topics without a known value an assumed one, and marks their partitions that are under it.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="assumed">The value, at least 1.</param>
    /// <returns>The cluster, with a note of how many topics it was assumed for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public static ClusterSnapshot ApplyTo(ClusterSnapshot snapshot, int assumed)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentOutOfRangeException.ThrowIfLessThan(assumed, 1);
        var unknown = snapshot.Topics.Count(topic => topic.MinInSyncReplicas is null);
        if (unknown == 0)
        {
            return snapshot;
        }

        return snapshot with
        {
            Topics = [.. snapshot.Topics.Select(topic => topic.MinInSyncReplicas is null ? Assume(topic, assumed) : topic)],
            Notes = snapshot.Notes.Add(
                $"min.insync.replicas of {InputText.Count(unknown, "topic")} is not known and was taken to be {assumed}."),
        };
    }

    private static TopicSnapshot Assume(TopicSnapshot topic, int assumed) => topic with
    {
        MinInSyncReplicas = assumed,
        Partitions = ImmutableArray.CreateRange(topic.Partitions, partition => HealthRule.WithMinimum(partition, assumed)),
    };
}
