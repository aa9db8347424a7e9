namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>What kind of cluster to start.</summary>
public sealed record KafkaClusterOptions
{
    /// <summary>The version that CI tests in full.</summary>
    public const string DefaultVersion = "4.3.1";

    /// <summary>Kafka's version; with KAFKA_HOME the distribution's own stands in for the default.</summary>
    public string Version { get; init; } = DefaultVersion;

    /// <summary>kraft or zookeeper; null is kraft, and zookeeper for 2.4.1.</summary>
    public string? Mode { get; init; }

    /// <summary>A rack for each broker; <c>-</c> is none.</summary>
    public IReadOnlyList<string> Racks { get; init; } = ["FD0UD0", "FD1UD1", "FD2UD2"];

    /// <summary>plaintext, ssl, sasl_plaintext or sasl_ssl.</summary>
    public string Security { get; init; } = "plaintext";

    /// <summary>SASL mechanisms of the listener.</summary>
    public IReadOnlyList<string> Sasl { get; init; } = [];

    /// <summary>Whether an authorizer runs: user rebalancer may do all, nobody nothing.</summary>
    public bool Acls { get; init; }

    /// <summary>Log dirs of each broker.</summary>
    public int LogDirs { get; init; } = 1;

    /// <summary>Lines for server.properties, <c>key=value</c>; they win over the script's.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"Kafka {Version} {Mode} {Security}".Replace("  ", " ", StringComparison.Ordinal);
}
