namespace Rebalancer.Scheduling;

/// <summary>The budgets of a run as far as they are known on paper: caps of brokers, and internal topics at the end.</summary>
/// <param name="caps">The caps.</param>
/// <param name="others">How many partitions of topics that are not internal are to be copied.</param>
/// <remarks>It goes on from one filling of the window to the next: what has ended is given back. Not safe for concurrent use.</remarks>
internal sealed class CopyBudget(WindowCaps caps, int others) : IWindowBudget<PlannedStep>
{
    private readonly BrokerBudget _brokers = new(caps);
    private InternalTopicBudget _internals = new(others > 0);
    private int _openOfOthers = others;

    /// <inheritdoc/>
    public bool IsUsedUp => _brokers.IsUsedUp;

    /// <inheritdoc/>
    public bool Fits(PlannedStep step) => _brokers.Fits(step.Destinations, step.Source, step.Bytes) && _internals.WhyNot(step) is null;

    /// <inheritdoc/>
    public string? WhyNot(PlannedStep step) => _brokers.WhyNot(step) ?? _internals.WhyNot(step);

    /// <inheritdoc/>
    public void Take(PlannedStep step)
    {
        _brokers.Add(step.Destinations, step.Source, step.Bytes, 1);
        _internals.Take(step);
    }

    /// <summary>Gives back what a step took that has ended.</summary>
    public void Release(PlannedStep step)
    {
        _brokers.Add(step.Destinations, step.Source, step.Bytes, -1);
        _internals.Release(step);
        if (step is { IsInternal: false, Next: null } && --_openOfOthers == 0)
        {
            // None of them has started before.
            _internals = new InternalTopicBudget(othersLeft: false);
        }
    }

    /// <inheritdoc/>
    public bool IsFull(int destination) => _brokers.IsFull(destination);

    /// <inheritdoc/>
    public bool GivesNoMore(int source) => _brokers.GivesNoMore(source);
}
