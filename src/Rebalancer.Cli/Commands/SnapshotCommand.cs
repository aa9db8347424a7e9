using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer snapshot</c>: a live cluster into a file.</summary>
internal sealed class SnapshotCommand(CliContext context) : ICommand<SnapshotCommandOptions>
{
    public async Task<int> RunAsync(SnapshotCommandOptions options, CancellationToken cancellationToken)
    {
        if (options.BootstrapServer is null)
        {
            throw new InputException("no cluster given; use --bootstrap-server");
        }

        var path = options.Out!;
        OutputFile.RequireWritable("--out", path); // said before the cluster is asked
        var snapshot = await LiveCluster.ReadAsync(options, context, cancellationToken);
        OutputFile.Write("--out", path, () => SnapshotFile.Write(snapshot, path));
        context.Wrote($"the snapshot was written to {path}");
        foreach (var warning in snapshot.Warnings)
        {
            context.WriteErrorLine("warning: " + warning);
        }

        var dead = snapshot.DeadBrokers.IsEmpty ? "" : $", {snapshot.DeadBrokers.Length} dead";
        context.WriteLine($"{path}: cluster {snapshot.ClusterId ?? "(without id)"}, "
            + $"{Quantity.Count(snapshot.Brokers.Length, "broker")}{dead}, "
            + $"{Quantity.Count(snapshot.Topics.Length, "topic")}, {Quantity.Count(snapshot.PartitionCount, "partition")}");
        return ExitCode.Success;
    }
}
