namespace Rebalancer.Planning;

/// <summary>The one door to planning.</summary>
/// <remarks>Stateless and safe for concurrent use. Deterministic: the same request gives the same outcome on any machine.</remarks>
public static class Planner
{
    /// <summary>Plans a cluster.</summary>
    /// <param name="request">The cluster, its topology and the options.</param>
    /// <param name="progress">Told the name of each step when it starts; may be null.</param>
    /// <param name="cancellationToken">Stops planning.</param>
    /// <returns>The plan with its proof. Never null; what cannot be had is a note, not an exception.</returns>
    /// <exception cref="InputException">The options or the snapshot cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PlanOutcome Plan(PlanRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Validate();
        return new PlanBuilder(request, progress, cancellationToken).Build();
    }
}
