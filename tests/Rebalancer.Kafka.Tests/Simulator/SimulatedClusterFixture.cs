using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Shouldly;

namespace Rebalancer.Kafka.Tests.Simulator;

/// <summary>
/// Five brokers, 1 to 5, on a clock that only the test moves, and topic "t" whose one partition has 40 MB on each of [1, 2, 3].
/// </summary>
internal sealed class SimulatedClusterFixture : IDisposable
{
    public const long Megabyte = 1_000_000;

    public SimulatedClusterFixture(
        SimulatedRelease release, Func<SimulatedClusterOptions, SimulatedClusterOptions>? configure = null, int[]? replicas = null)
    {
        var options = new SimulatedClusterOptions
        {
            Release = release,
            SessionTimeout = TimeSpan.FromSeconds(release.ToString().StartsWith('Z') ? 6 : 9),
            ReassignmentCost = TimeSpan.Zero
        };
        Cluster = new SimulatedCluster(configure is null ? options : configure(options), Time);
        foreach (var id in new[] { 1, 2, 3, 4, 5 })
        {
            Cluster.AddBroker(id, $"FD{id % 3}UD{id % 2}");
        }

        Cluster.AddTopic("t", 40 * Megabyte, replicas ?? [1, 2, 3]);
        Admin = new SimulatedClusterAdmin(Cluster);
    }

    public FakeTimeProvider Time { get; } = new();

    public SimulatedCluster Cluster { get; }

    public SimulatedClusterAdmin Admin { get; }

    public SimulatedPartition Partition => Cluster.Partition("t", 0)!;

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>API 45 for t-0; null cancels.</summary>
    public async Task<KafkaErrorCode> ReassignAsync(int[]? target, bool allowReplicationFactorChange = true)
    {
        var change = new ReassignmentChange(new TopicPartition("t", 0), target?.ToImmutableArray());
        var results = await Admin.AlterReassignmentsAsync([change], allowReplicationFactorChange, CancellationToken.None);
        return results.ShouldHaveSingleItem().Error?.Code ?? KafkaErrorCode.None;
    }

    public async Task<PartitionDescription> MetadataAsync() =>
        (await Admin.DescribeTopicsAsync(["t"], CancellationToken.None)).ShouldHaveSingleItem().Partitions[0];

    public async Task SetConfigAsync(ConfigResource resource, string key, string? value) =>
        (await Admin.AlterConfigsAsync([new ConfigChange(resource, key, value)], CancellationToken.None)).ShouldAllBe(r => r.Error == null);

    /// <summary>Holds the copying to a broker back, so that a move stays in flight.</summary>
    public void Hold(params int[] brokers)
    {
        foreach (var broker in brokers)
        {
            Cluster.LimitReplica("t", 0, broker, 0);
        }
    }

    public void Release(params int[] brokers)
    {
        foreach (var broker in brokers)
        {
            Cluster.LimitReplica("t", 0, broker, null);
        }
    }

    public void Dispose() => Cluster.Dispose();
}
