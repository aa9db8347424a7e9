using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Input;

/// <summary>Where a source shows of a broker another life than it is planned with: dead by the options, or live by a file.</summary>
internal static class BrokerLife
{
    private const int Named = 10;
    private const int Examples = 5;

    /// <summary>Warns of brokers that are given as dead but are up, and of brokers that count as live but seem to be down.</summary>
    public static ClusterInput Judged(this ClusterInput cluster, PlanOptions options) =>
        cluster.WithWarning(DeadButUp(cluster, options.Roles.Dead)).Judged(options.Roles);

    /// <summary>Warns of brokers that count as live but seem to be down, for a command that empties none.</summary>
    public static ClusterInput Judged(this ClusterInput cluster, GivenRoles roles) =>
        cluster.WithWarning(LiveButDown(cluster, roles));

    /// <summary>The same for a command that has no options of this kind.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="roles">What a plan says of its brokers; null where there is none.</param>
    public static ClusterInput JudgedWithoutOptions(this ClusterInput cluster, GivenRoles? roles = null) =>
        cluster.WithWarning(LiveButDown(cluster, roles ?? new GivenRoles(), "plan with"));

    /// <summary>
    /// Brokers that are given as dead though the live cluster lists them as up or a source without ISR lets them lead. Those that are in
    /// sync the planner notices itself.
    /// </summary>
    private static string? DeadButUp(ClusterInput cluster, ImmutableArray<int> deadBrokers)
    {
        if (deadBrokers.IsEmpty)
        {
            return null;
        }

        var silent = cluster.IsLive ? deadBrokers.ToHashSet() : [];
        var told = new HashSet<int>();
        foreach (var partition in cluster.Snapshot.Topics.SelectMany(topic => topic.Partitions))
        {
            if (partition.TellsWhoIsUp())
            {
                told.UnionWith(partition.Isr);
            }
            else if (partition.Isr.IsDefault && cluster.TellsLeaders && deadBrokers.Contains(partition.Leader))
            {
                silent.Add(partition.Leader);
            }
        }

        silent.ExceptWith(told);
        return silent.Count == 0
            ? null
            : $"{(silent.Count == 1 ? "Broker" : "Brokers")} {InputText.List([.. silent.Order()], Named)} "
                + $"{(silent.Count == 1 ? "is" : "are")} treated as dead but "
                + $"{(silent.Count == 1 ? "is" : "are")} up. To empty a live broker, drain it (--drain): then 'undo' stays possible.";
    }

    /// <summary>
    /// Brokers that count as live only since a file names them. A live cluster tells by itself who is up: there a new broker may still be
    /// copying all it holds.
    /// </summary>
    private static string? LiveButDown(ClusterInput cluster, GivenRoles roles, string advice = "add")
    {
        if (cluster.LiveBrokersFrom is not { } source)
        {
            return null;
        }

        (int Id, int Replicas)[] suspects = [.. OutOfSyncBrokers.Of(cluster.Snapshot).Where(broker => !roles.Dead.Contains(broker.Id))];
        var drained = suspects.Any(broker => roles.Draining.Contains(broker.Id))
            ? " instead of --drain: 'undo' cannot bring replicas back to a broker that is down"
            : "";
        if (suspects is [var (id, replicas)])
        {
            // Not "in sync with none": of a partition without leader the source may still name it.
            return $"Broker {id} counts as live because {source} lists it, but it "
                + $"{(replicas == 1 ? "does not lead its only partition" : $"leads none of its {Quantity.Count(replicas, "partition")}")} "
                + "and is in no ISR of a partition with a leader. "
                + $"If it is down, {advice} --dead-hosts {id}{drained}.";
        }

        var ids = suspects.Length > Examples ? "with their ids" : string.Join(',', suspects.Select(suspect => suspect.Id));
        return suspects.Length == 0
            ? null
            : $"{suspects.Length} brokers count as live because {source} lists them, but lead none of their partitions and are in "
                + "no ISR of a partition with a leader: "
                + $"{InputText.List([.. suspects.Select(s => $"{s.Id} ({Quantity.Count(s.Replicas, "partition")})")], Examples)}. "
                + $"If they are down, {advice} --dead-hosts {ids}{drained}.";
    }
}
