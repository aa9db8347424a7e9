using System.Collections.Immutable;

namespace Rebalancer.Cli.Input;

/// <summary>
/// Notices brokers that are given as dead though the live cluster lists them as up or a source without ISR lets them lead. Those that are
/// in sync the planner notices itself.
/// </summary>
internal static class LiveDeadHosts
{
    private const int Named = 10;

    /// <summary>One line that names them and the way out, or null.</summary>
    public static string? Warning(ClusterInput cluster, ImmutableArray<int> deadBrokers)
    {
        if (deadBrokers.IsEmpty)
        {
            return null;
        }

        var silent = cluster.IsLive ? deadBrokers.ToHashSet() : [];
        var told = new HashSet<int>();
        foreach (var partition in cluster.Snapshot.Topics.SelectMany(topic => topic.Partitions))
        {
            if (!partition.Isr.IsDefault)
            {
                told.UnionWith(partition.Isr);
            }
            else if (cluster.TellsLeaders && deadBrokers.Contains(partition.Leader))
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
}
