using System.Collections.Immutable;
using Rebalancer.Cli.Options;

namespace Rebalancer.Cli.Application;

/// <summary>Takes options that were not given from the environment.</summary>
internal static class EnvironmentDefaults
{
    private const string BootstrapServer = "REBALANCER_BOOTSTRAP_SERVER";
    private const string CommandConfig = "REBALANCER_COMMAND_CONFIG";
    private const string Topology = "REBALANCER_TOPOLOGY";

    /// <summary>The variables, and the option that each stands for.</summary>
    public static ImmutableArray<(string Name, string Option)> Variables { get; } =
        [(BootstrapServer, "bootstrap-server"), (CommandConfig, "command-config"), (Topology, "topology")];

    /// <summary>
    /// Fills what was not given. A cluster that is named otherwise, such as by <c>--snapshot</c>, is never replaced, and the configuration
    /// of a connection goes with a connection only.
    /// </summary>
    public static void Apply(CommandOptions options, Func<string, string?> variable)
    {
        string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;
        if (options is ClusterCommandOptions cluster)
        {
            cluster.Topology ??= Value(Topology);
            if (cluster.Snapshot is not null || cluster.Assignment is not null)
            {
                return;
            }
        }

        if (options is IConnectionOptions connection)
        {
            connection.BootstrapServer ??= Value(BootstrapServer);
            if (connection.BootstrapServer is not null)
            {
                connection.CommandConfig ??= Value(CommandConfig);
            }
        }
    }
}
