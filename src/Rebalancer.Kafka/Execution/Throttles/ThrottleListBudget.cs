using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.State;

using Rebalancer.Scheduling;

namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>Room in the throttle lists of each topic: a value may have 32767 bytes, so a topic's partitions move in portions.</summary>
/// <param name="foreign">The length of what others have in a topic's lists.</param>
internal sealed class ThrottleListBudget(Func<string, int> foreign) : IWindowBudget<MoveStep>
{
    private readonly Dictionary<string, int> _bytes = [];

    public string? WhyNot(MoveStep step)
    {
        var present = Present(step);
        return present + Length(step) > ThrottleKeys.MostBytes
            ? $"the throttle list of {step.TopicPartition.Topic} has {present} of at most {ThrottleKeys.MostBytes} bytes"
            : null;
    }

    public void Take(MoveStep step) => _bytes[step.TopicPartition.Topic] = Present(step) + Length(step);

    private int Present(MoveStep step) =>
        _bytes.TryGetValue(step.TopicPartition.Topic, out var bytes) ? bytes : foreign(step.TopicPartition.Topic);

    // The leaders' list names every replica and is never shorter than the followers'.
    private static int Length(MoveStep step)
    {
        var length = 0;
        foreach (var broker in step.From)
        {
            length += ThrottledReplicas.Entry(step.TopicPartition.Partition, broker).Length + 1;
        }

        return step.Destinations.IsEmpty
            ? 0
            : Math.Max(length, step.Destinations.Sum(b => ThrottledReplicas.Entry(step.TopicPartition.Partition, b).Length + 1));
    }
}
