using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Verification;

/// <summary>Which partitions must not change at all, neither in their brokers nor in their order.</summary>
internal sealed class LeftAloneRules(VerifiedCluster cluster, VerificationOptions options, LiveSources sources)
{
    // The planner prices no larger sets.
    private const int MaxPlannedFactor = 30;

    private readonly Dictionary<int, int> _receivers = [];
    private readonly bool _anyClosed = cluster.Roles.Any(role => role is { MayReceive: false, IsLeaving: false });
    private readonly int _allReceivers = cluster.Roles.Count(role => role.MayReceive);

    /// <summary>Checks an entry that changes something.</summary>
    public void Check(JudgedChange change)
    {
        if (!change.Rules.IsSelected)
        {
            Tell(change, "topic-not-selected", "is changed, but its topic is not selected");
        }

        if (change.IsPinned)
        {
            Tell(change, "pinned", "is changed, but it is pinned");
        }

        if (change.Present.IsEmpty)
        {
            return;
        }

        if (!sources.AnyReplica(change.Partition))
        {
            Tell(change, "no-live-replica", "has no live replica to copy from");
        }
        else if ((change.ChangesBrokers || options.IsOwnPlan) && !sources.AnyInSync(change.Partition))
        {
            Tell(change, "no-leader", "has no leader or no live in-sync replica, so nothing can be copied");
        }

        if (options.IsOwnPlan && options.MovesAllowed && options.Replacements.IsEmpty && Usable(change) < change.Wanted)
        {
            TellTooFew(change, Usable(change));
        }
    }

    // A closure is made where a method begins, needed or not: what is rarely told has methods of its own.
    private static void Tell(JudgedChange change, string code, string text) => change.Error(code, () => $"{change.Name} {text}.");

    private static void TellTooFew(JudgedChange change, int usable) => change.Error("rf-above-brokers",
        () => $"{change.Name} is to have {change.Wanted} replicas, but only {usable} brokers may hold them, so it is not changed.");

    /// <summary>Whether a plan may change the partition; for the aim of leaders its order.</summary>
    public bool MayChange(TopicRules rules, in PartitionSnapshot partition, bool isPinned)
    {
        if (!rules.IsSelected || isPinned)
        {
            return false;
        }

        if (!partition.Replicas.IsEmpty && !(sources.AnyReplica(partition) && sources.AnyInSync(partition)))
        {
            return false;
        }

        var wanted = rules.Wanted(partition, isPinned);
        return Math.Max(wanted, partition.Replicas.Length) <= MaxPlannedFactor
            && Excluded(partition) <= wanted
            && !LosesInSync(rules, partition, wanted)
            && (Receivers(rules.BrokerSet) >= wanted || Receivers(rules.BrokerSet) + HeldClosed(rules, partition) >= wanted);
    }

    private int Usable(JudgedChange change) => Receivers(change.Rules.BrokerSet) + HeldClosed(change.Rules, change.Partition);

    private int Receivers(BrokerSet? set)
    {
        return set is null ? _allReceivers : _receivers.TryGetValue(set.Number, out var count) ? count : CountReceivers(set);
    }

    private int CountReceivers(BrokerSet set) => _receivers[set.Number] =
        Enumerable.Range(0, cluster.Brokers.Length).Count(b => cluster.Roles[b].MayReceive && set.Members[b]);

    /// <summary>Brokers that hold the partition, receive nothing, and may keep what they have.</summary>
    private int HeldClosed(TopicRules rules, in PartitionSnapshot partition)
    {
        var count = 0;
        if (!_anyClosed)
        {
            return count;
        }

        foreach (var id in partition.Replicas.Ids())
        {
            if (cluster.IndexOf(id) is >= 0 and var b && cluster.Roles[b] is { MayReceive: false, IsLeaving: false } role)
            {
                count += role.Keeping == Keeping.Must || rules.BrokerSet?.Members[b] != false ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>
    /// Whether the last in-sync replica would go, since excluded brokers hold all the replicas that a lowered list is to have.
    /// </summary>
    private bool LosesInSync(TopicRules rules, in PartitionSnapshot partition, int wanted)
    {
        return !partition.Isr.IsDefault && wanted < partition.Replicas.Length && Excluded(partition) >= wanted
            && LosesInSync(rules, partition.Replicas, partition.Isr);
    }

    private bool LosesInSync(TopicRules rules, ImmutableArray<int> replicas, ImmutableArray<int> isr)
    {
        var inSync = replicas.Where(isr.Contains).Where(id => !cluster.RoleOf(id).IsLeaving).ToArray();
        return inSync.Any(id => rules.BrokerSet?.Members[cluster.IndexOf(id)] != false)
            && inSync.All(id => cluster.RoleOf(id).Keeping != Keeping.Must);
    }

    private int Excluded(in PartitionSnapshot partition)
    {
        var count = 0;
        if (!_anyClosed)
        {
            return count;
        }

        foreach (var id in partition.Replicas.Ids())
        {
            count += cluster.IndexOf(id) is >= 0 and var b && cluster.Roles[b].Keeping == Keeping.Must ? 1 : 0;
        }

        return count;
    }
}
