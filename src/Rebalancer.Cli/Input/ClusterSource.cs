using System.Collections.Immutable;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Plans;
using Rebalancer.Topology;

namespace Rebalancer.Cli.Input;

/// <summary>The one place that turns options into a cluster. A new source is one more option and one more case here.</summary>
internal sealed class ClusterSource(ClusterCommandOptions options, CliContext context, InputFiles files)
{
    /// <summary>Reads the cluster that the options name.</summary>
    /// <exception cref="InputException">No source, two sources, or a source that cannot be read.</exception>
    /// <exception cref="Kafka.KafkaClusterException">A live cluster cannot be reached or refuses to be read.</exception>
    public async Task<ClusterInput> ReadAsync(CancellationToken cancellationToken)
    {
        RequireOneSource();
        InputFiles.RequireOneStandardInput(options.InputFiles);
        if (options.MinInSyncReplicas is < 1)
        {
            throw new InputException($"--min-insync-replicas {options.MinInSyncReplicas}: it must be at least 1, as in Kafka");
        }

        var pattern = options.RackPattern is null ? null : Pattern(options.RackPattern);
        var table = options.Topology is { } topology
            ? await files.ReadAsync("--topology", topology, TopologyFile.Read, cancellationToken) : null;
        var snapshot = options.Snapshot is { } file ? await files.ReadAsync("--snapshot", file, SnapshotFile.Read, cancellationToken)
            : options.Assignment is { } assignment ? await ReadAssignmentAsync(assignment, table, cancellationToken)
            : await ReadLiveAsync(cancellationToken);
        if (options.LogDirs is { } logDirs)
        {
            snapshot = await files.ReadAsync("--log-dirs", logDirs, f => LogDirsFile.AddSizes(f, snapshot), cancellationToken);
        }

        if (options.MinInSyncReplicas is { } minimum)
        {
            snapshot = AssumedMinInSyncReplicas.ApplyTo(snapshot, minimum);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new ClusterInput(
            snapshot,
            TopologyResolver.Resolve(snapshot, pattern, table),
            options.BootstrapServer is not null,
            TellsLeaders: options.Assignment is null,
            LiveBrokersFrom: FileOfLiveBrokers());
    }

    private static RackPattern Pattern(string expression)
    {
        try
        {
            return new RackPattern(expression);
        }
        catch (InputException e)
        {
            throw new InputException($"--rack-pattern: {e.Message}", e);
        }
    }

    private string? FileOfLiveBrokers() =>
        (options.Snapshot ?? options.BrokersFile ?? (options.Assignment is null ? null : options.Topology)) is { } path
            ? InputFiles.NameOf(path) : null;

    private async Task<ClusterSnapshot> ReadLiveAsync(CancellationToken cancellationToken)
    {
        var snapshot = await LiveCluster.ReadAsync(options, context, cancellationToken);
        files.Add(new PlanInput("live", options.BootstrapServer!, null));
        return snapshot;
    }

    private async Task<ClusterSnapshot> ReadAssignmentAsync(string path, TopologyTable? table, CancellationToken cancellationToken)
    {
        var brokers = options.BrokersFile is { } file ? await files.ReadAsync("--brokers-file", file, BrokersFile.Read, cancellationToken)
            : table ?? throw new InputException("--assignment needs --topology FILE or --brokers-file FILE, which names the live brokers");
        var snapshot = await files.ReadAsync("--assignment", path, f => AssignmentFile.Read(f, brokers.LiveBrokers()), cancellationToken);

        return ReferenceEquals(brokers, table) ? BrokersInSync.CountAsLive(snapshot) : snapshot with
        {
            Warnings =
            [
                .. brokers.Warnings, .. BrokersInSync.Warnings(snapshot, InputFiles.NameOf(path), brokers.Name), .. snapshot.Warnings,
            ],
            Notes = [.. brokers.Notes, .. snapshot.Notes],
        };
    }

    private void RequireOneSource()
    {
        (string Name, string? Value)[] sources = [("--snapshot", options.Snapshot), ("--assignment", options.Assignment),
            ("--bootstrap-server", options.BootstrapServer)];
        string[] given = [.. sources.Where(s => s.Value is not null).Select(s => s.Name)];
        if (given.Length == 0)
        {
            throw new InputException("no cluster given; use one of " + string.Join(", ", sources.Select(s => s.Name)));
        }

        if (given.Length > 1)
        {
            throw new InputException($"{string.Join(" and ", given)} exclude each other; use one of them");
        }

        if (options.CommandConfig is not null && options.BootstrapServer is null)
        {
            throw new InputException("--command-config is for a live cluster; add --bootstrap-server");
        }

        if (options.LogDirs is not null && options.BootstrapServer is not null)
        {
            throw new InputException("--log-dirs and --bootstrap-server exclude each other: a live cluster reports its sizes itself");
        }

        if (options.BrokersFile is not null && options.Assignment is null)
        {
            throw new InputException($"--brokers-file is for --assignment; {given[0]} names the brokers itself");
        }
    }
}
