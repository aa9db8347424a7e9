using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer;

/// <summary>How a plan is made.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <example>
/// <code>
/// PlanOptions drainOne = PlanOptions.Default with
/// {
///     Roles = new GivenRoles { Draining = [1003] },
///     Budget = new MoveBudget(Moves: 500),
///     TopicFilter = topic => !topic.StartsWith("__", StringComparison.Ordinal),
/// };
/// </code>
/// </example>
public sealed record PlanOptions
{
    /// <summary>Balance, automatic solver, all topics.</summary>
    public static PlanOptions Default { get; } = new();

    /// <summary>Gets what the plan is for.</summary>
    /// <value>The default is <see cref="PlanAim.Balance"/>.</value>
    public PlanAim Aim { get; init; } = PlanAim.Balance;

    /// <summary>Gets which solver plans.</summary>
    /// <value>The default is <see cref="SolverChoice.Auto"/>.</value>
    public SolverChoice Solver { get; init; } = SolverChoice.Auto;

    /// <summary>Gets what wins where the best spread and equal loads exclude each other.</summary>
    /// <value>The default is <see cref="SpreadPolicy.Required"/>.</value>
    public SpreadPolicy Spread { get; init; } = SpreadPolicy.Required;

    /// <summary>Gets how long the exact steps may take in all; a plan is returned in any case.</summary>
    /// <value>The default is 30 seconds. Must be positive.</value>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets which topics may change; partitions of others never move but count in every load.</summary>
    /// <value>The default is null: all topics.</value>
    public Func<string, bool>? TopicFilter { get; init; }

    /// <summary>Gets which brokers are dead, draining, cordoned, excluded, or the only ones to receive.</summary>
    /// <value>The default is <see cref="GivenRoles.None"/>.</value>
    public GivenRoles Roles { get; init; } = GivenRoles.None;

    /// <summary>Gets which partitions never move and never change their leader, although their topic is selected.</summary>
    /// <value>The default is null: none.</value>
    public Func<TopicPartition, bool>? PinFilter { get; init; }

    /// <summary>Gets the replication factor that a selected topic is to have, or null where it keeps its own.</summary>
    /// <value>The default is null: every topic keeps its own. A factor must be at least 1.</value>
    public Func<string, int?>? ReplicationFactorOf { get; init; }

    /// <summary>Gets the brokers that a topic must stay within, or null for all.</summary>
    /// <value>The default is null: every topic may use every broker.</value>
    public Func<string, ImmutableArray<int>?>? BrokersOf { get; init; }

    /// <summary>
    /// Gets brokers that take the place of others in every list of a selected topic that names them. Nothing else changes then: the aim,
    /// wanted replication factors and limits do not apply.
    /// </summary>
    /// <value>The default is empty.</value>
    public ImmutableArray<BrokerReplacement> Replacements { get; init; } = [];

    /// <summary>Gets how much may change; the plan is the best within it, in the order of the aim's goals.</summary>
    /// <value>The default is <see cref="MoveBudget.Unlimited"/>. Limits must not be negative.</value>
    public MoveBudget Budget { get; init; } = MoveBudget.Unlimited;

    /// <summary>
    /// Gets whether every selected partition is placed anew, also where the cluster is already balanced: topic by topic as even as can be,
    /// without regard to where its replicas are. Moves are not minimised then. Only for the aim of balance.
    /// </summary>
    /// <value>The default is false.</value>
    public bool Force { get; init; }

    /// <summary>
    /// Whether some live brokers are not open to every replica, so that a better spread may be had without the options. Dead and draining
    /// brokers do not count: to empty them is what is asked for.
    /// </summary>
    internal bool LimitsBrokers =>
        !Roles.Cordoned.IsEmpty || !Roles.Excluded.IsEmpty || Roles.OnlyTo is not null || BrokersOf is not null || !Replacements.IsEmpty;

    /// <summary>Whether a plan is only the best of those that the options allow: the one place that decides so.</summary>
    internal bool LimitsPlans =>
        LimitsBrokers || TopicFilter is not null || PinFilter is not null || ReplicationFactorOf is not null || !Budget.IsUnlimited;

    /// <summary>Checks all values.</summary>
    /// <exception cref="InputException">A value is out of range; the message names all of them.</exception>
    public void Validate()
    {
        var problems = new OptionProblems();
        problems.MoreThan(TimeLimit, TimeSpan.Zero);
        problems.AtLeast(Budget.Moves ?? 0, 0, "Budget.Moves");
        problems.AtLeast(Budget.Bytes ?? 0, 0, "Budget.Bytes");
        problems.AtLeast(Budget.LeaderChanges ?? 0, 0, "Budget.LeaderChanges");
        problems.Require(
            Replacements.IsEmpty
                || (Aim == PlanAim.Balance && !Force && Budget.IsUnlimited && ReplicationFactorOf is null && BrokersOf is null),
            "Replacing brokers (--replace) changes nothing else, so it cannot be combined with another aim, force, limits, replication "
                + "factors or broker sets.");
        problems.Require(
            !Force || Aim == PlanAim.Balance,
            $"Force (placing everything anew) works with the aim balance only, not with {Aim.ToString().ToLowerInvariant()}.");
        problems.Require(
            !Force || !Budget.LimitsMoves,
            "Force (placing everything anew) cannot be combined with a limit on moves or bytes.");
        problems.ThrowIfAny();
    }

    /// <inheritdoc/>
    public bool Equals(PlanOptions? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
