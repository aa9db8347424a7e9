using Rebalancer.Cli.Application;
using Rebalancer.Cli.Input;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer describe</c>: a cluster as it is.</summary>
internal sealed class DescribeCommand(CliContext context) : ICommand<DescribeCommandOptions>
{
    public async Task<int> RunAsync(DescribeCommandOptions options, CancellationToken cancellationToken)
    {
        var cluster = await ClusterSource.ReadAsync(options, cancellationToken);
        context.WriteLine(cluster.Snapshot.ClusterId ?? "");
        return ExitCode.Success;
    }
}
