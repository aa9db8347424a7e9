using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports;

/// <summary>What the loss of a domain or a broker would do, now and after the plan.</summary>
/// <remarks>
/// An immutable value, safe to share between threads. Only in-sync replicas count; after the plan all live replicas of a changed partition
/// are in sync. The numbers are of the state after the loss, so partitions that are stopped already are in all of them:
/// <see cref="WithoutLoss"/> says how many these are.
/// </remarks>
/// <param name="WithoutLoss">The state without any loss; nothing has to be taken over in it.</param>
/// <param name="Losses">
/// Each known domain of each dimension, in the order of the dimensions, then each live broker. Brokers without a known domain share none.
/// </param>
public sealed record LossReport(Loss WithoutLoss, ImmutableArray<Loss> Losses)
{
    /// <summary>The name of <see cref="Loss.Dimension"/> for the loss of a single broker.</summary>
    public const string BrokerDimension = "broker";

    /// <summary>The domain whose loss stops most partitions now, or null where there are no domains.</summary>
    public Loss? WorstDomainBefore => Worst(loss => loss.Before.Stopped);

    /// <summary>The domain whose loss stops most partitions after the plan, or null where there are no domains.</summary>
    public Loss? WorstDomainAfter => Worst(loss => loss.After.Stopped);

    private Loss? Worst(Func<Loss, int> stopped) => Losses.Where(loss => loss.Dimension != BrokerDimension).MaxBy(stopped);

    /// <inheritdoc/>
    public bool Equals(LossReport? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>The loss of one domain or broker.</summary>
/// <param name="Dimension">
/// The short name of the dimension, such as "FD", or <see cref="LossReport.BrokerDimension"/>; empty for no loss.
/// </param>
/// <param name="Name">The domain, or the broker's id.</param>
/// <param name="Before">What it would do now.</param>
/// <param name="After">What it would do after the plan.</param>
public sealed record Loss(string Dimension, string Name, LossEffect Before, LossEffect After);

/// <summary>The state of the cluster once something is lost.</summary>
/// <param name="Offline">Partitions without an in-sync replica elsewhere.</param>
/// <param name="UnderMinIsr">
/// Partitions with fewer in-sync replicas elsewhere than <c>min.insync.replicas</c>, offline ones among them; topics with an unknown value
/// left out.
/// </param>
/// <param name="Stopped">
/// Partitions that take no writes with acks=all any more: under <c>min.insync.replicas</c>, or offline where that value is not known.
/// </param>
/// <param name="Leaders">Partitions whose leader has to be taken over.</param>
public readonly record struct LossEffect(int Offline, int UnderMinIsr, int Stopped, int Leaders);
