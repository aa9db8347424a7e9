using Rebalancer.Cli.Application;
using Rebalancer.Cli.Input;
using Rebalancer.Planning;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan</c>: reads, plans, verifies, writes, reports.</summary>
internal sealed class PlanCommand(CliContext context) : ICommand<PlanCommandOptions>
{
    public async Task<int> RunAsync(PlanCommandOptions options, CancellationToken cancellationToken)
    {
        PlanOptionsMapper.MapPlain(options);
        var cluster = await ClusterSource.ReadAsync(options, cancellationToken);
        var topics = TopicSelection.From(options, cluster.Snapshot);
        var request = new PlanRequest(cluster.Snapshot, cluster.Topology, PlanOptionsMapper.Map(options, topics, cluster.Snapshot));
        var outcome = Planner.Plan(request, null, cancellationToken);
        context.WriteLine(outcome.Method);
        return options.DetailedExitCode && !outcome.NothingToDo ? ExitCode.ChangesNeeded : ExitCode.Success;
    }
}
