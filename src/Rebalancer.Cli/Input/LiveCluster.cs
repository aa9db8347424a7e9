using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;
using Rebalancer.Kafka;

namespace Rebalancer.Cli.Input;

/// <summary>Turns connection options into a live cluster.</summary>
internal static class LiveCluster
{
    /// <summary>
    /// Prepares the connection that the options name; nothing is sent yet. What is odd in the properties file is said on stderr.
    /// </summary>
    /// <exception cref="InputException">An option or the properties file cannot be used.</exception>
    public static IClusterAdmin Connect(IConnectionOptions options, CliContext context)
    {
        if (context.ConnectCluster is { } connect)
        {
            return connect(options, context);
        }

        var properties = options.CommandConfig is { } file
            ? InputFiles.Named("--command-config", () => ClientProperties.Read(file))
            : new ClientProperties();
        foreach (var warning in properties.Warnings)
        {
            context.WriteErrorLine("warning: " + warning);
        }

        if (options.BootstrapServer is { } servers)
        {
            properties = properties.WithBootstrapServers(servers);
        }

        return InputFiles.Named("--command-config", () => KafkaClusterAdmin.Connect(properties, Loggers(options, context)));
    }

    /// <summary>Where the clients and the executor log: stderr with <c>--verbose</c>, nowhere else.</summary>
    private static ILoggerFactory Loggers(IConnectionOptions options, CliContext context) =>
        options.Verbose ? new ErrorConsoleLogger(context) : NullLoggerFactory.Instance;

    /// <summary>What carries plans out on the cluster.</summary>
    public static IExecutor Executor(IClusterAdmin admin, IConnectionOptions options, CliContext context) =>
        context.CreateExecutor(admin, context.Time, Loggers(options, context).CreateLogger<Executor>());

    /// <summary>Reads the cluster; changes nothing on it.</summary>
    public static async Task<ClusterSnapshot> ReadAsync(IConnectionOptions options, CliContext context, CancellationToken cancellationToken)
    {
        await using var admin = Connect(options, context);
        return await new ClusterReader(admin, context.Time, Loggers(options, context).CreateLogger<ClusterReader>())
            .ReadAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Log lines on stderr, one each.</summary>
    private sealed class ErrorConsoleLogger(CliContext context) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The command line has one log.");

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lock (context)
                {
                    context.WriteErrorLine($"{logLevel.ToString().ToLowerInvariant()}: {formatter(state, exception)}");
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
