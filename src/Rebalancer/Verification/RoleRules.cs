using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Verification;

/// <summary>What brokers may gain, keep and lose by their roles and by the broker set of a topic.</summary>
internal sealed class RoleRules(VerifiedCluster cluster, VerificationOptions options)
{
    private const string Gains = "is given a";

    private readonly HashSet<int> _replaced = [.. options.Replacements.Select(r => r.OldBroker)];

    /// <summary>Checks an entry that changes something and names no broker twice.</summary>
    public void Check(JudgedChange change)
    {
        var present = change.Present.Ids();
        var after = change.After.Ids();
        foreach (var id in after)
        {
            if (!present.Has(id))
            {
                CheckGain(change, id);
            }
            else if (cluster.RoleOf(id).IsLeaving)
            {
                CheckStays(change, id);
            }
            else if (MustEnd(change) && options.Replacements.IsEmpty && IsOutside(change, id))
            {
                Tell(change, "outside-broker-set", "keeps a", id,
                    $"but its topic must stay within the brokers {change.Rules.BrokerSet!.Text}");
            }
        }

        foreach (var id in present)
        {
            if (cluster.RoleOf(id).Keeping == Keeping.Must && !after.Has(id))
            {
                Tell(change, "excluded-broker", "loses its", id, "which is excluded: it neither gains nor loses any");
            }
        }
    }

    // A closure is made where a method begins, needed or not: what is rarely told has a method of its own.
    private static void Tell(JudgedChange change, string code, string verb, int id, string why) =>
        change.Error(code, () => $"{change.Name} {verb} replica on broker {id}, {why}.");

    /// <summary>Whether the plan is to bring the partition to its end: nothing limits it, and it does not change the order alone.</summary>
    private bool MustEnd(JudgedChange change) =>
        options.Budget.IsUnlimited && options.MovesAllowed && (change.ChangesBrokers || options.IsOwnPlan);

    private bool IsOutside(JudgedChange change, int id) =>
        change.Rules.BrokerSet is { } set && cluster.IndexOf(id) is >= 0 and var b && !set.Members[b]
            && cluster.Roles[b].Keeping != Keeping.Must;

    private void CheckGain(JudgedChange change, int id)
    {
        var role = cluster.RoleOf(id);
        if (!options.MovesAllowed)
        {
            Tell(change, "replica-moved", Gains, id, "but this plan may only change the order");
        }

        if (role == BrokerRole.Dead)
        {
            Tell(change, "dead-broker", Gains, id, "which is not alive or not known");
        }
        else if (role == BrokerRole.Draining)
        {
            Tell(change, "draining-broker", Gains, id, "which is to be emptied");
        }
        else if (role == BrokerRole.Excluded)
        {
            Tell(change, "excluded-broker", Gains, id, "which is excluded: it neither gains nor loses any");
        }
        else if (role == BrokerRole.Cordoned)
        {
            Tell(change, "cordoned-broker", Gains, id, "which is cordoned");
        }
        else if (IsOutside(change, id))
        {
            Tell(change, "outside-broker-set", Gains, id, $"but its topic must stay within the brokers {change.Rules.BrokerSet!.Text}");
        }
    }

    /// <summary>A list whose brokers change holds no dead one, and a draining one only where a limit ends the plan.</summary>
    private void CheckStays(JudgedChange change, int id)
    {
        if (cluster.RoleOf(id) == BrokerRole.Dead)
        {
            var isReplacement = !options.Replacements.IsEmpty && !_replaced.Contains(id);
            if (change.ChangesBrokers && !isReplacement)
            {
                change.Error("dead-replica-kept",
                    () => $"{change.Name} changes its brokers but keeps a replica on broker {id}, which is not alive.");
            }
            else
            {
                change.Warn("dead-replica-kept", () => $"{change.Name} keeps a replica on broker {id}, which is not alive.");
            }
        }
        else if (MustEnd(change) && (options.Replacements.IsEmpty || _replaced.Contains(id)))
        {
            change.Error("draining-replica-kept",
                () => $"{change.Name} changes its brokers but keeps a replica on broker {id}, which is to be emptied.");
        }
    }
}
