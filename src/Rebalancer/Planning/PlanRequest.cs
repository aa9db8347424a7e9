namespace Rebalancer;

/// <summary>What <see cref="IPlanner.Plan"/> is asked: a cluster, where its brokers sit, and how to plan.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Snapshot">The cluster.</param>
/// <param name="Topology">Where the live brokers sit.</param>
/// <param name="Options">How to plan.</param>
public sealed record PlanRequest(ClusterSnapshot Snapshot, RackTopology Topology, PlanOptions Options)
{
    /// <summary>The roles that are given: those of the options, and live brokers that are replaced drain.</summary>
    internal GivenRoles Roles
    {
        get
        {
            var given = Options.Roles;
            var live = Snapshot.Brokers.Select(b => b.Id).ToHashSet();
            var replaced = Options.Replacements.Select(r => r.OldBroker).Where(live.Contains).Except(given.Dead).Except(given.Draining);
            return given with { Draining = [.. given.Draining, .. replaced] };
        }
    }
}
