using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;
using Rebalancer.Plans;
using Rebalancer.Scheduling;
using Rebalancer.Topology;
using Rebalancer.Verification;

namespace Rebalancer.Reports.Building;

/// <summary>Makes the report of a cluster as it is.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class ClusterReportBuilder
{
    /// <summary>Describes a cluster.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="topology">Where its brokers sit.</param>
    /// <param name="context">How the tool was called; null where a program asks.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ClusterReport Build(
        ClusterSnapshot snapshot, RackTopology topology, CommandContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(topology);
        context ??= CommandContext.Default;

        // The measures are those of a plan that changes nothing.
        var asItIs = PlanVerifier.Verify(snapshot, topology, Array.Empty<ProposedAssignment>(), null, cancellationToken).Before;
        var effects = PlanEffectsBuilder.Build(
            snapshot, topology, [], asItIs, asItIs, GivenRoles.None, CopyOptions.Default, cancellationToken);
        var partitions = snapshot.Topics.SelectMany(t => t.Partitions);
        var headline = new HeadlineBuilder(effects, HeadlineContext.None).Build();
        return new ClusterReport
        {
            Headline = headline with { Plan = "", Tiles = [.. headline.Tiles.Select(t => t with { After = null })] },
            Effects = effects,
            DeadBrokers = [.. snapshot.DeadBrokers.Select(b => b.Id)],
            CordonedBrokers = [.. snapshot.Brokers.Where(b => b.Cordoned).Select(b => b.Id)],
            ReplicationFactors = [
                .. partitions.GroupBy(p => p.Replicas.Length).OrderBy(g => g.Key).Select(g => new ReplicationFactorCount(g.Key, g.Count()))
            ],
            Health = HealthCounts.Of(snapshot),
            Violations = SpreadViolations.Of(snapshot, topology),
            Notes = PlanNotes.OfInput(snapshot, topology),
            Next = NextStepsBuilder.AfterDescription(snapshot, context),
        };
    }
}
