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
    /// <returns>The variables that were taken, and their values.</returns>
    public static ImmutableArray<(string Name, string Value)> Apply(CommandOptions options, Func<string, string?> variable)
    {
        var taken = ImmutableArray.CreateBuilder<(string, string)>();
        string? Value(string? given, string name)
        {
            if (given is not null || variable(name) is not { Length: > 0 } value)
            {
                return given;
            }

            taken.Add((name, value));
            return value;
        }

        var cluster = options as ClusterCommandOptions;
        if (cluster is not null)
        {
            cluster.Topology = Value(cluster.Topology, Topology);
        }

        if (options is IConnectionOptions connection && cluster is not { Snapshot: not null } and not { Assignment: not null })
        {
            connection.BootstrapServer = Value(connection.BootstrapServer, BootstrapServer);
            if (connection.BootstrapServer is not null)
            {
                connection.CommandConfig = Value(connection.CommandConfig, CommandConfig);
            }
        }
        else if (cluster is not null && variable(BootstrapServer) is { Length: > 0 } usual)
        {
            cluster.UsualBootstrapServer = usual;
            cluster.UsualCommandConfig = variable(CommandConfig) is { Length: > 0 } config ? config : null;
        }

        return taken.ToImmutable();
    }
}
