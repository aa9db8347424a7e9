namespace Rebalancer.Scheduling;

/// <summary>Internal topics go last and few at a time: their leaders are the coordinators of groups and transactions.</summary>
/// <param name="othersLeft">Whether partitions of other topics are still pending or running.</param>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class InternalTopicBudget(bool othersLeft) : IWindowBudget<IWindowStep>
{
    private const int AtOnce = 5;
    private int _taken;

    /// <inheritdoc/>
    public string? WhyNot(IWindowStep step) => step is not { IsInternal: true } ? null
        : othersLeft ? "internal topics go last"
        : _taken >= AtOnce ? "internal topics go few at a time"
        : null;

    /// <inheritdoc/>
    public void Take(IWindowStep step)
    {
        if (step is { IsInternal: true })
        {
            _taken++;
        }
    }

    /// <summary>Gives back what a step took that has ended.</summary>
    /// <param name="step">The step.</param>
    internal void Release(IWindowStep step)
    {
        if (step is { IsInternal: true })
        {
            _taken--;
        }
    }
}
