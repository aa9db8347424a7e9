namespace Rebalancer.Cli.Options;

/// <summary>
/// How a verb reaches a live cluster; the properties carry the <c>[Option]</c> attributes, with the texts of
/// <see cref="ConnectionOptionTexts"/>.
/// </summary>
internal interface IConnectionOptions
{
    /// <summary><c>--bootstrap-server</c>.</summary>
    string? BootstrapServer { get; set; }

    /// <summary><c>--command-config</c>.</summary>
    string? CommandConfig { get; set; }

    /// <summary><c>--verbose</c>: the clients' log goes to stderr.</summary>
    bool Verbose { get; }
}

/// <summary>Names and texts that are the same for every verb.</summary>
internal static class ConnectionOptionTexts
{
    public const string BootstrapServer = "bootstrap-server";

    public const string BootstrapServerHelp = "Live cluster: host:port of some of its brokers, separated by commas.";

    public const string CommandConfig = "command-config";

    public const string CommandConfigHelp = "Kafka's client.properties for the connection: TLS, SASL, time limits. Passwords belong "
        + "there, never on the command line.";
}
