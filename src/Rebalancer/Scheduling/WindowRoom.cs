namespace Rebalancer.Scheduling;

/// <summary>What is left of the window while it is filled: of all budgets together.</summary>
/// <param name="budgets">The budgets; what runs already is counted in.</param>
/// <param name="tellsWhyNot">Whether anybody asks why a step did not fit.</param>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class WindowRoom<TStep>(IWindowBudget<TStep>[] budgets, bool tellsWhyNot)
    where TStep : class, IWindowStep
{
    private bool _isBlocked;
    private bool _isUsedUp;

    /// <summary>Why the first step that did not fit did not; null where everything fitted, or nobody asks.</summary>
    public string? Blocked { get; private set; }

    /// <summary>Whether no step that copies anything fits any more. Only said once a step was seen that does not, for the reason.</summary>
    public bool IsUsedUp => _isBlocked && _isUsedUp;

    /// <summary>Begins to fill it.</summary>
    public void Open()
    {
        (_isBlocked, Blocked) = (false, null);
        _isUsedUp = Array.Exists(budgets, b => b.IsUsedUp);
    }

    /// <summary>Whether a step fits.</summary>
    public bool Fits(TStep step)
    {
        foreach (var budget in budgets)
        {
            if (!budget.Fits(step))
            {
                if (!_isBlocked)
                {
                    _isBlocked = true;
                    Blocked = tellsWhyNot ? $"{step.TopicPartition}: {budget.WhyNot(step)}" : null;
                }

                return false;
            }
        }

        return true;
    }

    /// <summary>Counts a step in.</summary>
    public void Take(TStep step)
    {
        foreach (var budget in budgets)
        {
            budget.Take(step);
            _isUsedUp |= budget.IsUsedUp;
        }
    }

    /// <summary>Whether no step that copies to a broker fits any more; as <see cref="IsUsedUp"/>.</summary>
    public bool IsFull(int destination)
    {
        if (!_isBlocked || destination == WindowQueues<TStep>.NoDestination)
        {
            return false;
        }

        foreach (var budget in budgets)
        {
            if (budget.IsFull(destination))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether no step that copies from a broker fits any more.</summary>
    public bool GivesNoMore(int source)
    {
        foreach (var budget in budgets)
        {
            if (budget.GivesNoMore(source))
            {
                return true;
            }
        }

        return false;
    }
}
