using System.Collections.Immutable;

namespace Rebalancer.Planning;

/// <summary>How a plan is made.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
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

    /// <summary>Gets live brokers to treat as dead: their replicas are placed anew.</summary>
    /// <value>The default is empty.</value>
    public ImmutableArray<int> DeadBrokers { get; init; } = [];

    /// <summary>
    /// Gets whether every selected partition is placed anew, also where the cluster is already balanced: topic by topic as even as can be, without regard to
    /// where its replicas are. Moves are not minimised then. Only for the aim of balance.
    /// </summary>
    /// <value>The default is false.</value>
    public bool Force { get; init; }

    /// <summary>Checks all values.</summary>
    /// <exception cref="InputException">A value is out of range; the message names all of them.</exception>
    public void Validate()
    {
        if (TimeLimit <= TimeSpan.Zero)
        {
            throw new InputException($"The time limit is {TimeLimit}; it must be positive.");
        }
    }
}
