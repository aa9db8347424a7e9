using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;


namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>
/// Whether a single partition may move now: led, every kept replica in sync, destinations up, the target not below the minimum ISR.
/// </summary>
internal sealed class PartitionGate(ClusterView view, Func<string, int?> minIsr) : IWindowBudget
{
    public string? WhyNot(MoveStep step) => WhyNot(step, view, minIsr);

    public static string? WhyNot(MoveStep step, ClusterView view, Func<string, int?> minIsr)
    {
        if (view.Partition(step.TopicPartition) is not { } partition)
        {
            return "it does not exist";
        }

        if (partition.Leader < 0 || partition.Isr.IsEmpty)
        {
            return "it has no leader";
        }

        foreach (var broker in step.To)
        {
            if (!view.IsLive(broker))
            {
                return $"broker {broker} of its target is not up";
            }

            if (step.From.Contains(broker) && !partition.Isr.Contains(broker))
            {
                return $"its replica on broker {broker}, which it keeps, is not in sync";
            }
        }

        return step.To.Length < step.From.Length && minIsr(step.TopicPartition.Topic) is { } minimum && step.To.Length < minimum + 1
            ? $"its target has {step.To.Length} replicas, min.insync.replicas is {minimum}: one broker down would stop its producers"
            : null;
    }

    public void Take(MoveStep step)
    {
    }
}
