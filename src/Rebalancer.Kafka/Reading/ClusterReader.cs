using System.Collections.Immutable;
using Rebalancer.Kafka.Reading;

namespace Rebalancer.Kafka;

/// <summary>Reads a live cluster into a <see cref="ClusterSnapshot"/>. Stateless and safe for concurrent use.</summary>
/// <remarks>
/// A partition in flight is read as its target, never as the union of old and new replicas that metadata shows: a plan made from the union
/// would raise the
/// replication factor. Needs DESCRIBE on CLUSTER, and DESCRIBE and DESCRIBE_CONFIGS on each topic; see <see cref="PermissionCheck"/>.
/// Topics that the caller
/// may not see are not in the cluster's answer.
/// What could not be told, such as the sizes of a broker that does not answer, is a warning in <see cref="ClusterSnapshot.Warnings"/>.
/// </remarks>
public static class ClusterReader
{
    /// <summary>Reads the whole cluster. Changes nothing; safe to repeat.</summary>
    /// <param name="admin">The cluster.</param>
    /// <param name="options">What to read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="KafkaClusterException">The cluster cannot be reached, or refuses what a correct snapshot cannot do
    /// without.</exception>
    public static async Task<ClusterSnapshot> ReadAsync(IClusterAdmin admin, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(admin);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is [var problem, ..])
        {
            throw new ArgumentException(problem, nameof(options));
        }

        var begin = options.TimeProvider.GetUtcNow();
        var warnings = ImmutableArray.CreateBuilder<string>();
        var cluster = await admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        if (PermissionCheck.Check(ClusterAccess.Read, cluster, []).Describe() is { } missing)
        {
            throw new KafkaClusterException(KafkaFailure.Authorization, missing);
        }

        var topology = await TopicsReader.ReadAsync(admin, cluster, options, warnings, cancellationToken).ConfigureAwait(false);
        var logDirs = options.LogDirs
            ? await LogDirsReader.ReadAsync(admin, cluster, topology, warnings, cancellationToken).ConfigureAwait(false)
            : LogDirsReading.None;
        var configs = options.MinInSyncReplicas
            ? await TopicConfigsReader.ReadAsync(admin, topology.Topics, warnings, cancellationToken).ConfigureAwait(false)
            : TopicConfigsReading.None;
        return SnapshotBuilder.Build(cluster, topology, logDirs, configs, warnings) with
        {
            ReadAt = begin.AddTicks(-(begin.Ticks % TimeSpan.TicksPerSecond)),
        };
    }
}
