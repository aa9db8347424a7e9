using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Verification;

/// <summary>What a plan is judged by, beside the cluster.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record VerificationOptions
{
    /// <summary>All topics may change, data may move, the spread may not get worse.</summary>
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

    /// <summary>Gets live brokers to treat as dead.</summary>
    /// <value>The default is empty.</value>
    public ImmutableArray<int> DeadBrokers { get; init; } = [];

    /// <summary>Gets how many findings of one kind are told in full; the rest is counted.</summary>
    /// <value>The default is 20. Must be positive.</value>
    public int FindingsPerCode { get; init; } = 20;

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
            DeadBrokers = options.Roles.Dead,
        };
    }

    /// <summary>Checks all values.</summary>
    /// <exception cref="InputException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (FindingsPerCode <= 0)
        {
            throw new InputException($"The number of findings told per code is {FindingsPerCode}; it must be positive.");
        }
    }

    /// <inheritdoc/>
    public bool Equals(VerificationOptions? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
