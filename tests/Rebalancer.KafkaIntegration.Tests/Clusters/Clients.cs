using Microsoft.Extensions.Logging;
using Rebalancer.Kafka;

namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>Connections as the commands make them.</summary>
public static class Clients
{
    /// <summary>Connects with the lines of a client.properties file.</summary>
    public static KafkaClusterAdmin Connect(string bootstrapServers, params IEnumerable<string> properties) =>
        Connect(bootstrapServers, null, properties);

    /// <summary>The same, with a log.</summary>
    public static KafkaClusterAdmin Connect(string bootstrapServers, ILoggerFactory? loggers, IEnumerable<string> properties) =>
        KafkaClusterAdmin.Connect(
            ClientProperties.Parse(string.Join('\n', properties), "client.properties").WithBootstrapServers(bootstrapServers), loggers);
}
