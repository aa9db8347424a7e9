using Rebalancer.Planning.Roles;

namespace Rebalancer.Verification;

/// <summary>How many replicas a partition may end with, and which of them a lowered list must keep.</summary>
internal sealed class FactorRules(VerifiedCluster cluster, VerificationOptions options)
{
    /// <summary>Checks an entry that changes something.</summary>
    public void Check(JudgedChange change)
    {
        var (now, wanted, after) = (change.Present.Length, change.Wanted, change.After.Length);
        if (!IsAllowed(now, wanted, after))
        {
            TellFactor(change, now, wanted, after);
        }

        if (after < now && LosesInSync(change))
        {
            TellInSyncLost(change);
        }
    }

    private static void TellFactor(JudgedChange change, int now, int wanted, int after) => change.Error(
        "replication-factor", () => wanted == now
            ? $"{change.Name} has {now} replicas and would have {after}."
            : $"{change.Name} has {now} replicas, is to have {wanted} and would have {after}.");

    private static void TellInSyncLost(JudgedChange change) => change.Error(
        "in-sync-replica-lost", () => $"{change.Name} would keep {JudgedChange.List(change.After)}, none in sync "
            + $"(in sync: {JudgedChange.List(change.Partition.Isr)}).");

    /// <summary>
    /// The number wanted; where a limit ends the plan or only the order changes, also the present one, or part of a raise.
    /// </summary>
    private bool IsAllowed(int now, int wanted, int after)
    {
        var isCutShort = now > 0 && (!options.Budget.IsUnlimited || !options.MovesAllowed || !options.Replacements.IsEmpty);
        return after == wanted || (isCutShort && (after == now || (now < after && after < wanted)));
    }

    /// <summary>A replica that is in sync stays where one may stay.</summary>
    private bool LosesInSync(JudgedChange change)
    {
        var inSync = change.Partition.Isr;
        return !inSync.IsDefault && !inSync.Any(change.After.Contains)
            && inSync.Any(id => change.Present.Contains(id) && MayStay(change, id));
    }

    private bool MayStay(JudgedChange change, int id) =>
        cluster.RoleOf(id) is { IsLeaving: false } role
            && (role.Keeping == Keeping.Must || change.Rules.BrokerSet?.Members[cluster.IndexOf(id)] != false);
}
