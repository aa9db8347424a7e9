using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Reading;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Diagnosis;

/// <summary>Looks at what works with a live cluster: reached, version and mode, rights, sizes, throttles. Changes nothing.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class ClusterDiagnosis
{
    private const int Named = 5;

    /// <summary>Looks.</summary>
    /// <param name="admin">The cluster.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One item for each question, in a fixed order; only the first where the cluster cannot be reached.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<ImmutableArray<DiagnosisItem>> LookAsync(IClusterAdmin admin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(admin);
        ClusterDescription cluster;
        try
        {
            cluster = await admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaClusterException e)
        {
            return [new("cluster", "Cluster", DiagnosisOutcome.Fails, e.Message)];
        }

        return
        [
            Reached(cluster),
            Mode(cluster),
            Racks(cluster),
            .. await RightsAsync(admin, cluster, cancellationToken).ConfigureAwait(false),
            await TryAsync("sizes", "Sizes of replicas", () => SizesAsync(admin, cluster, cancellationToken)).ConfigureAwait(false),
            await TryAsync("throttles", "Throttle rates", () => ThrottlesAsync(admin, cluster, cancellationToken)).ConfigureAwait(false),
            await TryAsync("reassignments", "Reassignments", () => ReassignmentsAsync(admin, cluster, cancellationToken)).ConfigureAwait(
                false),
        ];
    }

    private static DiagnosisItem Reached(ClusterDescription cluster) => new(
        "cluster", "Cluster", DiagnosisOutcome.Works,
        $"{cluster.ClusterId ?? "without id"}, {Quantity.Count(cluster.Brokers.Count, "live broker")}: "
            + $"{Ids(cluster.Brokers.Select(b => b.Id))}");

    private static DiagnosisItem Mode(ClusterDescription cluster) => new(
        "mode", "Version and mode", cluster.SupportsReassignment ? DiagnosisOutcome.Works : DiagnosisOutcome.Fails,
        !cluster.SupportsReassignment
            ? "older than Kafka 2.4: the cluster can be read, but apply needs 2.4 or later"
            : $"{(cluster.IsKRaft ? "KRaft" : "ZooKeeper")}, Kafka "
                + $"{(cluster.CanForbidReplicationFactorChange ? "4.1 or later" : "2.4 or later, before 4.1")}");

    private static DiagnosisItem Racks(ClusterDescription cluster)
    {
        var topology = TopologyResolver.Resolve(
            new ClusterSnapshot(cluster.ClusterId, [.. cluster.Brokers.Select(b => new Broker(b.Id, b.Host, b.Rack))], [], []));
        var without = topology.Brokers.Where(b => b.Domains.All(d => d is null)).Select(b => b.BrokerId).ToList();
        return without.Count == 0
            ? new(
                "racks", "Racks", DiagnosisOutcome.Works, $"broker.rack is set on every broker, for example \"{cluster.Brokers[0].Rack}\"")
            : new("racks", "Racks", DiagnosisOutcome.Fails,
                $"{Quantity.Count(without.Count, "broker")} without a broker.rack that can be read "
                    + $"({Ids(without)}): use --topology FILE, or set it");
    }

    private static async Task<IEnumerable<DiagnosisItem>> RightsAsync(
        IClusterAdmin admin, ClusterDescription cluster, CancellationToken cancellationToken)
    {
        try
        {
            var topics = await admin.DescribeTopicsAsync(null, cancellationToken).ConfigureAwait(false);
            return
            [
                new("topics", "Topics", DiagnosisOutcome.Works,
                    $"{Quantity.Count(topics.Count, "topic")} can be seen; Kafka leaves out those that you may not describe"),
                Rights(
                    "read",
                    "Rights to read (snapshot, describe, plan, status, verify)",
                    PermissionCheck.Check(ClusterAccess.Read, cluster, topics)),
                Rights(
                    "apply",
                    "Rights to change (apply, cancel, undo, unthrottle)",
                    PermissionCheck.Check(ClusterAccess.Apply, cluster, topics)),
            ];
        }
        catch (KafkaClusterException e)
        {
            return [new("topics", "Topics", DiagnosisOutcome.Fails, e.Message)];
        }
    }

    private static DiagnosisItem Rights(string name, string title, PermissionReport report) => report switch
    {
        { IsSufficient: false } => new(name, title, DiagnosisOutcome.Fails, report.Describe()!),
        { Unknown.IsEmpty: false } => new(
            name, title, DiagnosisOutcome.Unknown, "the cluster does not say whether all of them are granted"),
        _ => new(name, title, DiagnosisOutcome.Works, $"all {Quantity.Count(report.Needed.Length, "permission")} are granted"),
    };

    private static async Task<DiagnosisItem> SizesAsync(
        IClusterAdmin admin, ClusterDescription cluster, CancellationToken cancellationToken)
    {
        // No partition is named: the dirs are wanted, not a list of all replicas.
        var brokers = await admin.DescribeLogDirsAsync([.. cluster.Brokers.Select(b => b.Id)], [], cancellationToken).ConfigureAwait(false);
        var silent = brokers.Where(b => b.Error is not null).ToList();
        var offline = brokers.Where(b => b.LogDirs.Any(d => d.Error is not null)).Select(b => b.BrokerId).ToList();
        return silent.Count > 0
            ? new(
                "sizes",
                "Sizes of replicas",
                DiagnosisOutcome.Fails,
                $"{Quantity.Count(silent.Count, "broker")} did not report {(silent.Count == 1 ? "its" : "their")} log dirs "
                    + $"({Ids(silent.Select(b => b.BrokerId))}): {silent[0].Error}")
            : offline.Count > 0
            ? new("sizes", "Sizes of replicas", DiagnosisOutcome.Fails, $"an offline log dir on {Ids(offline)}")
            : new("sizes", "Sizes of replicas", DiagnosisOutcome.Works,
                brokers.SelectMany(b => b.LogDirs).Any(d => d.UsableBytes >= 0)
                    ? "every broker reports its log dirs and their free space"
                    : "every broker reports its log dirs; free space is reported by Kafka 3.3 and later");
    }

    private static async Task<DiagnosisItem> ThrottlesAsync(
        IClusterAdmin admin, ClusterDescription cluster, CancellationToken cancellationToken)
    {
        var answers = await admin.DescribeConfigsAsync(
            [.. cluster.Brokers.Select(b => ConfigResource.Broker(b.Id))], [ThrottleKeys.LeaderRate, ThrottleKeys.FollowerRate],
            cancellationToken)
            .ConfigureAwait(false);
        var refused = answers.Where(a => a.Error is not null).ToList();
        var throttled = answers.Where(
            a => a.Entries.Values.Any(v => v.Source is ConfigSource.DynamicBroker or ConfigSource.DynamicDefaultBroker)).ToList();
        return refused.Count > 0
            ? new("throttles", "Throttle rates", DiagnosisOutcome.Fails, $"broker {refused[0].Resource.Name}: {refused[0].Error}")
            : !cluster.ThrottleRatesReadable
            ? new("throttles", "Throttle rates", DiagnosisOutcome.Unknown, "brokers before Kafka 2.6 do not report the rates that are set")
            : throttled.Count > 0
            ? new("throttles", "Throttle rates", DiagnosisOutcome.Works,
                $"readable; set on {Quantity.Count(throttled.Count, "broker")} now "
                    + $"({string.Join(", ", throttled.Take(Named).Select(a => a.Resource.Name))})")
            : new("throttles", "Throttle rates", DiagnosisOutcome.Works, "readable; none is set");
    }

    private static async Task<DiagnosisItem> ReassignmentsAsync(
        IClusterAdmin admin, ClusterDescription cluster, CancellationToken cancellationToken)
    {
        if (!cluster.SupportsReassignment)
        {
            return new("reassignments", "Reassignments", DiagnosisOutcome.Unknown, "the cluster does not list them");
        }

        var ongoing = await admin.ListReassignmentsAsync(cancellationToken).ConfigureAwait(false);
        return new("reassignments", "Reassignments", DiagnosisOutcome.Works,
            ongoing.Count == 0
                ? "readable; none is under way"
                : $"readable; {Quantity.Count(ongoing.Count, "partition")} being reassigned now");
    }

    private static async Task<DiagnosisItem> TryAsync(string name, string title, Func<Task<DiagnosisItem>> look)
    {
        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (KafkaClusterException e)
        {
            return new(name, title, DiagnosisOutcome.Fails, e.Message);
        }
    }

    private static string Ids(IEnumerable<int> ids)
    {
        var all = ids.ToList();
        return string.Join(", ", all.Take(Named).Select(id => id.ToString(CultureInfo.InvariantCulture)))
            + (all.Count > Named ? ", ..." : "");
    }
}
