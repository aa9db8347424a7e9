using System.Collections.Immutable;

namespace Rebalancer.Cli.Input;

/// <summary>Notices brokers that are given as dead though the cluster shows them alive.</summary>
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

        var alive = deadBrokers.Where(_ => cluster.IsLive).ToHashSet();
        var leads = 0;
        foreach (var partition in cluster.Snapshot.Topics.SelectMany(topic => topic.Partitions))
        {
            // Without an ISR the leader is a guess.
            if (!partition.Isr.IsDefault)
            {
                leads += deadBrokers.Contains(partition.Leader) ? 1 : 0;
                alive.UnionWith(deadBrokers.Where(id => id == partition.Leader || partition.Isr.Contains(id)));
            }
        }

        if (alive.Count == 0)
        {
            return null;
        }

        var named = string.Join(", ", alive.Order().Take(Named)) + (alive.Count > Named ? $" and {alive.Count - Named} more" : "");
        return $"--dead-hosts names {(alive.Count == 1 ? "broker" : "brokers")} {named}, which {(alive.Count == 1 ? "is" : "are")} alive"
            + (leads == 0 ? "" : $" and {(alive.Count == 1 ? "leads" : "lead")} {leads} {(leads == 1 ? "partition" : "partitions")}")
            + ". --dead-hosts is for brokers that are gone; to empty live ones use --drain (coming), which copies from them and keeps "
                + "the way back.";
    }
}
