using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rebalancer.Planning;

namespace Rebalancer;

/// <summary>Plans changes of a cluster and the placement of new partitions.</summary>
/// <remarks>Stateless and safe for concurrent use. Deterministic: the same request gives the same outcome on any machine.</remarks>
/// <example>
/// <code>
/// ClusterSnapshot snapshot = SnapshotFile.Read("cluster.json");
/// var request = new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default);
/// PlanOutcome outcome = new Planner().Plan(request);
/// Console.WriteLine($"{outcome.MoveCount} moves; none fewer possible: {outcome.Goals[Goal.Moves].Proven}");
/// </code>
/// </example>
/// <param name="logger">Where steps (debug) and results (information) are logged; nowhere where null.</param>
public sealed class Planner(ILogger<Planner>? logger = null) : IPlanner
{
    private readonly ILogger _logger = logger ?? NullLogger<Planner>.Instance;

    /// <inheritdoc/>
    public PlanOutcome Plan(PlanRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Validate();
        var outcome = new PlanBuilder(request, Steps(progress), cancellationToken).Build();
        PlanningLog.Planned(_logger, outcome.Changes.Length, outcome.MoveCount, outcome.LeaderChangeCount, outcome.Method);
        return outcome;
    }

    /// <inheritdoc/>
    public PlanFrontier Frontier(
        PlanRequest request, int points = PlanFrontier.DefaultPoints, IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        PlanFrontier.Check(request.Options, points);
        return new PlanBuilder(request, Steps(progress), cancellationToken).Frontier(points);
    }

    /// <inheritdoc/>
    public PlacementOutcome Place(
        PlacementRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var outcome = PlacementBuilder.Build(request, Steps(progress), cancellationToken);
        PlanningLog.Placed(_logger, outcome.Partitions.Length, outcome.Method);
        return outcome;
    }

    /// <inheritdoc/>
    public Advice Advise(AdviceRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        return new AdviceBuilder(request, Steps(progress), cancellationToken).Build();
    }

    private IProgress<string>? Steps(IProgress<string>? progress) =>
        _logger.IsEnabled(LogLevel.Debug) ? new LoggedSteps(_logger, progress) : progress;

    private sealed class LoggedSteps(ILogger logger, IProgress<string>? next) : IProgress<string>
    {
        public void Report(string value)
        {
            PlanningLog.Step(logger, value);
            next?.Report(value);
        }
    }
}
