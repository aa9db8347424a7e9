using Rebalancer.Cli.Application;
using Rebalancer.Cli.Input;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer check-plan</c>: judges a plan of any origin.</summary>
internal sealed class CheckPlanCommand(CliContext context) : ICommand<CheckPlanCommandOptions>
{
    public async Task<int> RunAsync(CheckPlanCommandOptions options, CancellationToken cancellationToken)
    {
        var cluster = await ClusterSource.ReadAsync(options, cancellationToken);
        context.WriteLine(cluster.Snapshot.ClusterId ?? "");
        return ExitCode.Success;
    }
}
