using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of <c>rebalancer doctor</c>.</summary>
[Verb(
    "doctor",
    HelpText = "Check what works here: the native solver, the Kafka client and, with --bootstrap-server, the cluster and your rights on "
        + "it.")]
internal sealed class DoctorCommandOptions : CommandOptions, IConnectionOptions
{
    [Option(ConnectionOptionTexts.BootstrapServer, MetaValue = "HOST:PORT", HelpText = ConnectionOptionTexts.BootstrapServerHelp)]
    public string? BootstrapServer { get; set; }

    [Option(ConnectionOptionTexts.CommandConfig, MetaValue = "FILE", HelpText = ConnectionOptionTexts.CommandConfigHelp)]
    public string? CommandConfig { get; set; }

    [Option("json", HelpText = "Print what was found as JSON instead of a table.")]
    public bool Json { get; set; }
}
