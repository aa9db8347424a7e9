namespace Rebalancer.Scheduling;

/// <summary>Something of which the window has only so much: moves and bytes of a broker, free space, room in a throttle list.</summary>
/// <typeparam name="TStep">The steps.</typeparam>
/// <remarks>It only shrinks while a window is filled. Not safe for concurrent use.</remarks>
public interface IWindowBudget<in TStep>
    where TStep : class, IWindowStep
{
    /// <summary>Gets a value indicating whether it is certain that no step that copies anything fits any more.</summary>
    bool IsUsedUp => false;

    /// <summary>Whether a step fits now.</summary>
    /// <param name="step">The step.</param>
    bool Fits(TStep step) => WhyNot(step) is null;

    /// <summary>Why a step does not fit now; null where it fits.</summary>
    /// <param name="step">The step.</param>
    string? WhyNot(TStep step);

    /// <summary>Counts a step in.</summary>
    /// <param name="step">The step.</param>
    void Take(TStep step);

    /// <summary>Whether it is certain that no step that copies to a broker fits any more.</summary>
    /// <param name="destination">The broker.</param>
    bool IsFull(int destination) => false;

    /// <summary>Whether it is certain that no step that copies from a broker fits any more.</summary>
    /// <param name="source">The broker.</param>
    bool GivesNoMore(int source) => false;
}
