using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>One list that a partition gets on paper.</summary>
/// <param name="copy">What is copied of the partition, from first to last.</param>
/// <param name="destinations">Brokers that get a copy with this list.</param>
/// <param name="next">The list after it, or null.</param>
/// <param name="order">The partition's place in the plan.</param>
/// <remarks>Immutable, safe to share between threads.</remarks>
internal sealed class PlannedStep(Copy copy, ImmutableArray<int> destinations, PlannedStep? next, int order) : IWindowStep
{
    /// <inheritdoc/>
    public TopicPartition TopicPartition => copy.Change.TopicPartition;

    /// <inheritdoc/>
    public ImmutableArray<int> Destinations => destinations;

    /// <summary>The list after it; null where this is the target.</summary>
    public PlannedStep? Next => next;

    /// <inheritdoc/>
    public int Source { get; } = copy.Source;

    /// <inheritdoc/>
    public int Order => order;

    /// <inheritdoc/>
    public long Bytes { get; } = copy.Change.Size.BytesOrZero;

    /// <inheritdoc/>
    public bool IsInternal { get; } = TopicSnapshot.IsInternalName(copy.Change.TopicPartition.Topic);
}
