using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>What a plan is judged by, beside the cluster.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record VerificationOptions
{
    /// <summary>All topics may change, data may move, no replication factor changes, the spread may not get worse.</summary>
    public static VerificationOptions Default { get; } = new();

    /// <summary>Gets whether replicas may move.</summary>
    /// <value>The default is true; false for <see cref="PlanAim.Leaders"/>.</value>
    public bool MovesAllowed { get; init; } = true;

    /// <summary>Gets whether a partition may end with fewer distinct domains than it has.</summary>
    /// <value>The default is false; true for <see cref="SpreadPolicy.Preferred"/>, where it is a warning.</value>
    public bool WorseSpreadAllowed { get; init; }

    /// <summary>Gets which topics may change.</summary>
    /// <value>The default is null: all topics.</value>
    public Func<string, bool>? TopicFilter { get; init; }

    /// <summary>Gets which partitions must not change, although their topic is selected.</summary>
    /// <value>The default is null: none.</value>
    public Func<TopicPartition, bool>? PinFilter { get; init; }

    /// <summary>
    /// Gets which brokers are dead, draining, cordoned, excluded, or the only ones to receive. Brokers that the cluster does not have are
    /// passed over.
    /// </summary>
    /// <value>The default is <see cref="GivenRoles.None"/>.</value>
    public GivenRoles Roles { get; init; } = GivenRoles.None;

    /// <summary>Gets the replication factor that a selected topic is to have, or null where it keeps its own.</summary>
    /// <value>The default is null: no replication factor may change.</value>
    public Func<string, int?>? ReplicationFactorOf { get; init; }

    /// <summary>Gets the brokers that a selected topic must stay within, or null for all.</summary>
    /// <value>The default is null: every topic may use every broker.</value>
    public Func<string, ImmutableArray<int>?>? BrokersOf { get; init; }

    /// <summary>
    /// Gets how much may change. A plan with a limit may leave replicas on draining brokers, and raise a replication factor in part.
    /// </summary>
    /// <value>The default is <see cref="MoveBudget.Unlimited"/>.</value>
    public MoveBudget Budget { get; init; } = MoveBudget.Unlimited;

    /// <summary>
    /// Gets brokers whose place others take; nothing else may change then. A replaced broker that is alive counts as draining.
    /// </summary>
    /// <value>The default is empty.</value>
    public ImmutableArray<BrokerReplacement> Replacements { get; init; } = [];

    /// <summary>Gets how many findings of one kind are told in full; the rest is counted.</summary>
    /// <value>The default is 20. Must be positive.</value>
    public int FindingsPerCode { get; init; } = 20;

    /// <summary>Gets whether it is the planner's own plan, which is held to more than what makes a plan fit to be applied.</summary>
    internal bool IsOwnPlan { get; init; }

    /// <summary>Gets whether only partitions that need it may change (<see cref="PlanAim.Repair"/>).</summary>
    internal bool OnlyRepairs { get; init; }

    /// <summary>What a plan made with these options must keep to.</summary>
    /// <param name="options">The options of the plan.</param>
    public static VerificationOptions For(PlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new VerificationOptions
        {
            MovesAllowed = options.Aim != PlanAim.Leaders,
            WorseSpreadAllowed = options.Spread == SpreadPolicy.Preferred,
            TopicFilter = options.TopicFilter,
            PinFilter = options.PinFilter,
            Roles = options.Roles,
            ReplicationFactorOf = options.ReplicationFactorOf,
            BrokersOf = options.BrokersOf,
            Budget = options.Budget,
            Replacements = options.Replacements,
            OnlyRepairs = options.Aim == PlanAim.Repair && options.Replacements.IsEmpty,
        };
    }

    /// <summary>Checks all values.</summary>
    /// <exception cref="InputException">A value is out of range; the message names all of them.</exception>
    public void Validate()
    {
        var problems = new OptionProblems();
        problems.AtLeast(FindingsPerCode, 1);
        problems.ThrowIfAny();
    }

    /// <inheritdoc/>
    public bool Equals(VerificationOptions? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
