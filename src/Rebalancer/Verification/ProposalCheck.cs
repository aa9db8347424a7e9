using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Topology;

namespace Rebalancer.Verification;

/// <summary>Judges single entries of a plan by what Kafka takes and what the options allow.</summary>
internal sealed class ProposalCheck
{
    private readonly VerificationOptions _options;
    private readonly FindingList _findings;
    private readonly LeftAloneRules _leftAlone;
    private readonly RoleRules _roles;
    private readonly FactorRules _factors;
    private readonly ReplacementRules? _replacements;

    public ProposalCheck(
        VerifiedCluster cluster, RackTopology topology, LeftAloneRules leftAlone, VerificationOptions options, FindingList findings)
    {
        _options = options;
        _findings = findings;
        _leftAlone = leftAlone;
        _roles = new RoleRules(cluster, options);
        _factors = new FactorRules(cluster, options);
        _replacements = options.Replacements.IsEmpty ? null : new ReplacementRules(cluster, topology, options);
    }

    /// <summary>Checks an entry against the partition's present state.</summary>
    /// <param name="name">The partition.</param>
    /// <param name="rules">What the options say of its topic.</param>
    /// <param name="partition">Its present state.</param>
    /// <param name="before">The list that the plan takes for the present one; <c>default</c> where it does not say.</param>
    /// <param name="after">The planned list.</param>
    /// <returns>Whether the entry has no error.</returns>
    public bool Check(TopicPartition name, TopicRules rules, in PartitionSnapshot partition, ImmutableArray<int> before,
        ImmutableArray<int> after)
    {
        if (after.IsDefaultOrEmpty)
        {
            return TellNoReplicas(name);
        }

        var change = new JudgedChange(name, rules, partition, _options.PinFilter?.Invoke(name) ?? false, after, _findings);
        CheckList(change, before);
        if (after.Ids().IsSameAs(change.Present.Ids()))
        {
            return change.Errors == 0 && TellNoChange(change);
        }

        _factors.Check(change);
        _leftAlone.Check(change);
        _roles.Check(change);
        _replacements?.Check(change);
        return change.Errors == 0;
    }

    private bool TellNoReplicas(TopicPartition name)
    {
        _findings.Add(FindingSeverity.Error, "no-replicas", name, () => $"{name} is given an empty replica list.");
        return false;
    }

    private bool TellNoChange(JudgedChange change)
    {
        _findings.Add(FindingSeverity.Information, "no-change", change.Name,
            () => $"{change.Name} already has the replicas {JudgedChange.List(change.Present)}.");
        return true;
    }

    private static void CheckList(JudgedChange change, ImmutableArray<int> before)
    {
        if (!before.IsDefault && !before.Ids().IsSameAs(change.Present.Ids()))
        {
            TellOtherBefore(change, before);
        }

        var after = change.After.Ids();
        for (var i = 1; i < after.Length; i++)
        {
            if (after[..i].Has(after[i]))
            {
                TellTwice(change, after[i]);
            }
        }
    }

    private static void TellOtherBefore(JudgedChange change, ImmutableArray<int> before) => change.Error("before-differs",
        () => $"{change.Name} has the replicas {JudgedChange.List(change.Present)}, "
            + $"but the plan was made for {JudgedChange.List(before)}.");

    private static void TellTwice(JudgedChange change, int id) => change.Error(
        "duplicate-replica", () => $"{change.Name} names broker {id} twice: {JudgedChange.List(change.After)}.");
}
