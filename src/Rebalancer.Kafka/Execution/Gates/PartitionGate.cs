using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;
using Rebalancer.Reports;
using Rebalancer.Scheduling;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>
/// Whether a single partition may move now: led, every kept replica in sync, destinations up, the target not below the minimum ISR.
/// </summary>
/// <param name="view">What is.</param>
/// <param name="minIsr">The minimum ISR of a topic, or null where not known.</param>
/// <param name="spare">How many replicas above it a shorter target must have.</param>
internal sealed class PartitionGate(ClusterView view, Func<string, int?> minIsr, int spare) : IWindowBudget<MoveStep>
{
    public string? WhyNot(MoveStep step) => WhyNot(step.TopicPartition, step.From, step.To, view, minIsr, spare);

    /// <summary>Why a partition may not go from one list to another now; null where it may.</summary>
    public static string? WhyNot(
        TopicPartition topicPartition, ImmutableArray<int> from, ImmutableArray<int> to, ClusterView view, Func<string, int?> minIsr,
        int spare)
    {
        if (view.Partition(topicPartition) is not { } partition)
        {
            return "it does not exist";
        }

        if (partition.Leader < 0 || partition.Isr.IsEmpty)
        {
            return "it has no leader";
        }

        foreach (var broker in to)
        {
            if (!view.IsLive(broker))
            {
                return $"broker {broker} of its target is not up";
            }

            if (from.Contains(broker) && !partition.Isr.Contains(broker))
            {
                return $"its replica on broker {broker}, which it keeps, is not in sync";
            }
        }

        var minimum = minIsr(topicPartition.Topic);
        return LoweredFactor.IsTooLow(from.Length, to.Length, minimum, spare)
            ? $"its target has {Quantity.Count(to.Length, "replica")}, {LoweredFactor.Explain(to.Length, minimum!.Value, spare)}"
            : null;
    }

    public void Take(MoveStep step)
    {
    }
}
