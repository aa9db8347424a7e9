using Rebalancer.Kafka.Execution.State;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>Internal topics go last and few at a time: their leaders are the coordinators of groups and transactions.</summary>
/// <param name="othersLeft">Whether partitions of other topics are still pending or running.</param>
internal sealed class InternalTopicBudget(bool othersLeft) : IWindowBudget
{
    private const int AtOnce = 5;
    private int _taken;

    public string? WhyNot(MoveStep step) => !step.IsInternal ? null
        : othersLeft ? "internal topics go last"
        : _taken >= AtOnce ? "internal topics go few at a time"
        : null;

    public void Take(MoveStep step)
    {
        if (step.IsInternal)
        {
            _taken++;
        }
    }
}
