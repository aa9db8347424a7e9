using System.Collections.Immutable;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Commands;
using Rebalancer.Cluster;
using Rebalancer.Plans;
using Rebalancer.Topology;

namespace Rebalancer.Cli.Input;

/// <summary>The one place that turns options into a cluster. A new source is one more option and one more case here.</summary>
internal static class ClusterSource
{
    /// <summary>Reads the cluster that the options name.</summary>
    /// <exception cref="InputException">No source, two sources, or a source that cannot be read.</exception>
    /// <exception cref="Kafka.KafkaClusterException">A live cluster cannot be reached or refuses to be read.</exception>
    public static async Task<ClusterInput> ReadAsync(ClusterCommandOptions options, CliContext context, CancellationToken cancellationToken)
    {
        RequireOneSource(options);
        if (options is { RackPattern: not null, Topology: not null })
        {
            throw new InputException("--rack-pattern and --topology exclude each other: the file says where the brokers sit, so racks are not read");
        }

        var pattern = options.RackPattern is null ? null : new RackPattern(options.RackPattern);
        var topologyFile = options.Topology is null ? null : TopologyFile.Read(options.Topology);
        var inputs = ImmutableArray.CreateBuilder<PlanInput>();
        ClusterSnapshot snapshot;
        if (options.Snapshot is not null)
        {
            snapshot = SnapshotFile.Read(options.Snapshot);
            inputs.Add(await FileDigest.OfAsync("snapshot", options.Snapshot, cancellationToken));
        }
        else if (options.BootstrapServer is not null)
        {
            snapshot = await LiveCluster.ReadAsync(options, context, cancellationToken);
            inputs.Add(new PlanInput("live", options.BootstrapServer, null));
        }
        else
        {
            snapshot = AssignmentFile.Read(options.Assignment!, topologyFile ?? throw new InputException("--assignment needs --topology FILE, which names the live brokers and where they sit"));
            inputs.Add(await FileDigest.OfAsync("assignment", options.Assignment!, cancellationToken));
        }

        if (options.Topology is not null)
        {
            inputs.Add(await FileDigest.OfAsync("topology", options.Topology, cancellationToken));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new ClusterInput(snapshot, TopologyResolver.Resolve(snapshot, pattern, topologyFile), inputs.DrainToImmutable());
    }

    private static void RequireOneSource(ClusterCommandOptions options)
    {
        string[] given = [.. Sources(options).Where(s => s.Value is not null).Select(s => s.Name)];
        if (given.Length == 0)
        {
            throw new InputException("no cluster given; say one of " + string.Join(", ", Sources(options).Select(s => s.Name)));
        }

        if (given.Length > 1)
        {
            throw new InputException($"{string.Join(" and ", given)} exclude each other; say one of them");
        }

        if (options.CommandConfig is not null && options.BootstrapServer is null)
        {
            throw new InputException("--command-config is for a live cluster; say --bootstrap-server too");
        }
    }

    private static IEnumerable<(string Name, string? Value)> Sources(ClusterCommandOptions options) =>
        [("--snapshot", options.Snapshot), ("--assignment", options.Assignment), ("--bootstrap-server", options.BootstrapServer)];
}
