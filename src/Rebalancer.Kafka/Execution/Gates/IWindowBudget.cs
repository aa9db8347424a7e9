using Rebalancer.Kafka.Execution.State;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>Something of which the window has only so much: moves and bytes of a broker, free space, room in a throttle list.</summary>
internal interface IWindowBudget
{
    /// <summary>Why a step does not fit now; null where it fits.</summary>
    string? WhyNot(MoveStep step);

    /// <summary>Counts a step in.</summary>
    void Take(MoveStep step);
}
