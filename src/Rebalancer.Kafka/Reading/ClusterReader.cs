using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rebalancer.Kafka.Reading;

namespace Rebalancer.Kafka;

/// <summary>Reads a live cluster into a <see cref="ClusterSnapshot"/>. Safe for concurrent use.</summary>
/// <remarks>
/// A partition in flight is read as its target, never as the union of old and new replicas that metadata shows: a plan made from the union
/// would raise the replication factor. Needs DESCRIBE on CLUSTER, and DESCRIBE and DESCRIBE_CONFIGS on each topic; see
/// <see cref="PermissionCheck"/>. Topics that the caller may not see are not in the cluster's answer. What could not be told, such as the
/// sizes of a broker that does not answer, is a warning in <see cref="ClusterSnapshot.Warnings"/>.
/// </remarks>
/// <example>
/// <code>
/// var properties = new ClientProperties().WithBootstrapServers("kafka-1:9092");
/// await using IClusterAdmin admin = KafkaClusterAdmin.Connect(properties);
/// ClusterSnapshot snapshot = await new ClusterReader(admin).ReadAsync();
/// </code>
/// </example>
public sealed class ClusterReader : IClusterReader
{
    private readonly IClusterAdmin _admin;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Creates a reader.</summary>
    /// <param name="admin">The cluster.</param>
    /// <param name="time">The clock of waits and of <see cref="ClusterSnapshot.ReadAt"/>; the system's where null.</param>
    /// <param name="logger">Where to log; nowhere where null.</param>
    public ClusterReader(IClusterAdmin admin, TimeProvider? time = null, ILogger<ClusterReader>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(admin);
        _admin = admin;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<ClusterReader>.Instance;
    }

    /// <inheritdoc/>
    public async Task<ClusterSnapshot> ReadAsync(ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= ReadOptions.Default;
        options.Validate();
        var begin = _time.GetUtcNow();
        var warnings = ImmutableArray.CreateBuilder<string>();
        var cluster = await _admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        if (PermissionCheck.Check(ClusterAccess.Read, cluster, []).Describe() is { } missing)
        {
            throw new KafkaClusterException(KafkaFailure.Authorization, missing);
        }

        var topology = await TopicsReader.ReadAsync(_admin, cluster, options, _time, warnings, cancellationToken).ConfigureAwait(false);
        var logDirs = options.LogDirs
            ? await LogDirsReader.ReadAsync(_admin, cluster, topology, warnings, cancellationToken).ConfigureAwait(false)
            : LogDirsReading.None;
        var configs = options.MinInSyncReplicas
            ? await TopicConfigsReader.ReadAsync(_admin, topology.Topics, warnings, cancellationToken).ConfigureAwait(false)
            : TopicConfigsReading.None;
        var snapshot = SnapshotBuilder.Build(cluster, topology, logDirs, configs, warnings) with
        {
            ReadAt = begin.AddTicks(-(begin.Ticks % TimeSpan.TicksPerSecond)),
        };
        ReadingLog.Read(_logger, snapshot.Brokers.Length, snapshot.Topics.Length, snapshot.PartitionCount, snapshot.Warnings.Length);
        return snapshot;
    }
}
