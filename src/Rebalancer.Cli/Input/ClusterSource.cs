using System.Collections.Immutable;
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
    public static async Task<ClusterInput> ReadAsync(ClusterCommandOptions options, CancellationToken cancellationToken)
    {
        RequireOneSource(options);
        var pattern = options.RackPattern is null ? null : new RackPattern(options.RackPattern);
        var inputs = ImmutableArray.CreateBuilder<PlanInput>();
        var snapshot = SnapshotFile.Read(options.Snapshot!);
        inputs.Add(await FileDigest.OfAsync("snapshot", options.Snapshot!, cancellationToken));
        return new ClusterInput(snapshot, TopologyResolver.Resolve(snapshot, pattern), inputs.ToImmutable());
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
    }

    private static IEnumerable<(string Name, string? Value)> Sources(ClusterCommandOptions options) =>
        [("--snapshot", options.Snapshot), ("--assignment", options.Assignment)];
}
