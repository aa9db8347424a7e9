using Rebalancer.Cli.Options;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Cli.Input;

/// <summary>Turns the options of <c>plan</c> into the planner's own.</summary>
internal static class PlanOptionsMapper
{
    /// <exception cref="InputException">An option's value is not one it takes, or names what the cluster does not have.</exception>
    public static PlanOptions Map(PlanCommandOptions options, TopicSelection topics, ClusterSnapshot snapshot)
    {
        var mapped = MapPlain(options) with
        {
            TopicFilter = topics.Filter,
            Roles = new GivenRoles { Dead = BrokerNames.Resolve("--dead-hosts", options.DeadHosts, snapshot) },
        };
        mapped.Validate();
        return mapped;
    }

    /// <summary>The options that need no cluster, so that a mistake in them is told before a large file is read.</summary>
    public static PlanOptions MapPlain(PlanCommandOptions options) => new()
    {
        Aim = Choice.Parse("--aim", options.Aim, ("balance", PlanAim.Balance), ("repair", PlanAim.Repair), ("leaders", PlanAim.Leaders)),
        Spread = Choice.Parse("--spread", options.Spread, ("required", SpreadPolicy.Required), ("preferred", SpreadPolicy.Preferred)),
        Solver = Choice.Parse(
            "--solver", options.Solver, ("auto", SolverChoice.Auto), ("fast", SolverChoice.Fast), ("cp-sat", SolverChoice.CpSat)),
        TimeLimit = Duration.Parse("--time-limit", options.TimeLimit),
        Force = options.Force,
    };
}
