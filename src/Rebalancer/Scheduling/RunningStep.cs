namespace Rebalancer.Scheduling;

/// <summary>A step whose copies run.</summary>
/// <param name="step">The step.</param>
internal sealed class RunningStep(PlannedStep step)
{
    /// <summary>The step.</summary>
    public PlannedStep Step => step;

    /// <summary>Copies that have not ended.</summary>
    public int Left { get; set; } = step.Destinations.Length;

    /// <summary>When the last copy ended; a step that copies nothing ends when it starts.</summary>
    public double EndedAt { get; set; }
}
