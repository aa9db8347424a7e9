namespace Rebalancer;

/// <summary>How much a plan may change.</summary>
/// <remarks>An immutable value, safe to share between threads. A null is no limit.</remarks>
/// <param name="Moves">Replicas that may be copied, from 0.</param>
/// <param name="Bytes">Bytes that may be copied, from 0; replicas of unknown size count as 0.</param>
/// <param name="LeaderChanges">Preferred leaders that may change, from 0.</param>
public sealed record MoveBudget(long? Moves = null, long? Bytes = null, long? LeaderChanges = null)
{
    /// <summary>No limit.</summary>
    public static MoveBudget Unlimited { get; } = new();

    /// <summary>Whether nothing is limited.</summary>
    public bool IsUnlimited => Moves is null && Bytes is null && LeaderChanges is null;

    /// <summary>Whether copies are limited.</summary>
    public bool LimitsMoves => Moves is not null || Bytes is not null;
}
