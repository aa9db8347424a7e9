namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>A cluster that the same tests run on, whether its brokers are Kafka's or simulated.</summary>
public interface ITestCluster
{
    /// <summary>Servers for clients, <c>host:port,...</c>.</summary>
    string BootstrapServers { get; }

    /// <summary>Runs one of Kafka's own tools to its end.</summary>
    Task<CommandResult> RunToolAsync(string name, params IEnumerable<string> arguments);

    /// <summary>Ends a broker at once.</summary>
    Task KillBrokerAsync(int id);

    /// <summary>Starts a broker again; returns when it is registered.</summary>
    Task StartBrokerAsync(int id);
}
