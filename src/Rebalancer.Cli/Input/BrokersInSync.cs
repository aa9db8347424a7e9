using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Input;

/// <summary>Brokers that an assignment shows in sync, though the file beside it does not name them as live.</summary>
internal static class BrokersInSync
{
    private const int Examples = 5;

    /// <summary>Counts them as live: a table that says where some brokers stand does not make the others dead.</summary>
    public static ClusterSnapshot CountAsLive(ClusterSnapshot snapshot)
    {
        var unlisted = Unlisted(snapshot);
        if (unlisted.Count == 0)
        {
            return snapshot;
        }

        var live = snapshot with
        {
            Brokers = [.. snapshot.Brokers.Concat(unlisted.Select(id => new Broker(id, "", null))).OrderBy(b => b.Id)],
            DeadBrokers = [.. snapshot.DeadBrokers.Where(b => !unlisted.Contains(b.Id))],
        };
        return live with { Warnings = [.. snapshot.Warnings.Except(ClusterRemarks.Of(snapshot)), .. ClusterRemarks.Of(live)] };
    }

    /// <summary>Warns of them where the other file lists the live brokers, and so has the last word on who lives.</summary>
    public static ImmutableArray<string> Warnings(ClusterSnapshot snapshot, string assignment, string brokers)
    {
        var unlisted = Unlisted(snapshot);
        var isOne = unlisted.Count == 1;
        return unlisted.Count == 0 ? []
        : [
            $"{assignment} shows {Quantity.Count(unlisted.Count, "broker")} in sync that {brokers} does not list as live, so "
                + $"{(isOne ? "it counts" : "they count")} as dead: {InputText.List(unlisted, Examples)}. "
                + "Perhaps the files were not written at the same time; write both anew.",
        ];
    }

    private static SortedSet<int> Unlisted(ClusterSnapshot snapshot)
    {
        var unlisted = new SortedSet<int>(snapshot.Topics.SelectMany(t => t.Partitions).Where(p => p.TellsWhoIsUp())
            .SelectMany(p => p.Isr.Intersect(p.Replicas)));
        unlisted.ExceptWith(snapshot.Brokers.Select(b => b.Id));
        return unlisted;
    }
}
