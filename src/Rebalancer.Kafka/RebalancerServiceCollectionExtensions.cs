using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Rebalancer;
using Rebalancer.Kafka;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds planning, reading and execution for one cluster to a service collection.</summary>
/// <remarks>
/// Everything is a singleton and safe for concurrent use; it logs to the collection's loggers and keeps time by its
/// <see cref="TimeProvider"/>, where there are any. What is registered already stays, so that a test can put its own in place. A program
/// that works with several clusters creates <see cref="ClusterReader"/> and <see cref="Executor"/> itself, one of each for a cluster.
/// </remarks>
/// <example>
/// <code>
/// var services = new ServiceCollection();
/// services.AddRebalancer(_ => ClientProperties.Read("client.properties"));
///
/// await using ServiceProvider provider = services.BuildServiceProvider();
/// ClusterSnapshot snapshot = await provider.GetRequiredService&lt;IClusterReader>().ReadAsync();
/// var request = new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default);
/// PlanOutcome outcome = provider.GetRequiredService&lt;IPlanner>().Plan(request);
/// </code>
/// </example>
public static class RebalancerServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IPlanner"/>, <see cref="IClusterReader"/> and <see cref="IExecutor"/>. The last two work on the
    /// <see cref="IClusterAdmin"/> of the collection, which the caller registers.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddRebalancer(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IPlanner, Planner>();
        services.TryAddSingleton<IClusterReader, ClusterReader>();
        services.TryAddSingleton<IExecutor, Executor>();
        return services;
    }

    /// <summary>
    /// Adds <see cref="IPlanner"/>, <see cref="IClusterReader"/>, <see cref="IExecutor"/>, and the <see cref="IClusterAdmin"/> that the
    /// last two work on.
    /// </summary>
    /// <remarks>
    /// Nothing is sent before something is asked of the cluster. The connections are closed when the container is disposed of, which must
    /// be asynchronous (<c>DisposeAsync</c>), as that of a host is.
    /// </remarks>
    /// <param name="services">The collection.</param>
    /// <param name="connection">
    /// Where the cluster is and how to log in; called once, when the cluster is first needed, with the services of the container.
    /// </param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddRebalancer(this IServiceCollection services, Func<IServiceProvider, ClientProperties> connection)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(connection);
        services.TryAddSingleton<IClusterAdmin>(s => KafkaClusterAdmin.Connect(connection(s), s.GetService<ILoggerFactory>()));
        return services.AddRebalancer();
    }
}
