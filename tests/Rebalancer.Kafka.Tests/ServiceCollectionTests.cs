using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests;

/// <summary>What <c>AddRebalancer</c> registers works together, on the simulated cluster.</summary>
public sealed class ServiceCollectionTests
{
    [Fact]
    public void AddRebalancer_AdminOfTheCaller_ReadsPlansAppliesAndVerifies()
    {
        using var scenario = new ExecutionScenario();
        using var plan = new TemporaryDirectory();
        scenario.Cluster.AddTopic("orders", 10_000_000, [[1, 4, 7], [1, 4, 7], [1, 4, 7], [1, 4, 7]]);
        var log = new Lines();
        using var services = new ServiceCollection()
            .AddLogging(l => l.AddProvider(log))
            .AddSingleton<TimeProvider>(scenario.Time)
            .AddSingleton<IClusterAdmin>(scenario.Admin)
            .AddRebalancer()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        var snapshot = scenario.Drive(() => services.GetRequiredService<IClusterReader>().ReadAsync());
        var request = new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default);
        var outcome = services.GetRequiredService<IPlanner>().Plan(request);
        var manifest = PlanManifest.Create(request, outcome, inputs: [], topics: null);
        PlanDirectory.Write(plan.File("plan"), manifest);
        var execution = new ExecutionRequest(plan.File("plan"), manifest, ExecutionOptions.Default);
        var executor = services.GetRequiredService<IExecutor>();
        var preview = scenario.Drive(() => executor.PreviewAsync(ExecutionCommand.Apply, execution));
        var report = scenario.Drive(() => executor.ApplyAsync(execution));
        var verified = scenario.Drive(() => executor.VerifyAsync(execution));

        outcome.MoveCount.ShouldBe(8);
        preview.Moves.ShouldBe(outcome.MoveCount);
        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        verified.Outcome.ShouldBe(ExecutionOutcome.Completed);
        snapshot.ReadAt.ShouldBe(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));
        log.Text.ShouldContain("Rebalancer.Kafka.ClusterReader: Cluster read: brokers 9, topics 1, partitions 4, warnings 0");
        log.Text.ShouldContain(l => l.StartsWith("Rebalancer.Planner: Plan: changes 4, moves 8,"));
        log.Text.ShouldContain(l => l.StartsWith("Rebalancer.Kafka.Executor: Run: "));
    }

    [Fact]
    public async Task AddRebalancer_Connection_ReadsOverTheNetworkAndClosesItsConnections()
    {
        using var cluster = new SimulatedCluster(new SimulatedClusterOptions(), TimeProvider.System);
        cluster.AddBroker(1, "FD0UD0");
        cluster.AddTopic("t", 1000, [[1]]);
        await using var server = SimulatedClusterServer.Start(cluster);
        var calls = 0;
        await using (var services = new ServiceCollection().AddRebalancer(_ =>
        {
            calls++;
            return new ClientProperties().WithBootstrapServers(server.BootstrapServers);
        }).BuildServiceProvider())
        {
            services.GetRequiredService<IPlanner>().ShouldBeOfType<Planner>();
            calls.ShouldBe(0, "no cluster is needed for planning");

            var snapshot = await services.GetRequiredService<IClusterReader>()
                .ReadAsync(cancellationToken: TestContext.Current.CancellationToken);

            snapshot.PartitionCount.ShouldBe(1);
            services.GetRequiredService<IExecutor>().ShouldBeOfType<Executor>();
            calls.ShouldBe(1, "reader and executor share one cluster");
        }
    }

    [Fact]
    public void AddRebalancer_RegisteredAlready_Stays()
    {
        var mine = new Planner();
        using var services = new ServiceCollection().AddSingleton<IPlanner>(mine).AddRebalancer().AddRebalancer().BuildServiceProvider();

        services.GetServices<IPlanner>().ShouldBe([mine]);
    }

    private sealed class Lines : ILoggerProvider
    {
        public List<string> Text { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Text);

        public void Dispose()
        {
        }

        private sealed class Logger(string category, List<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                lock (lines)
                {
                    lines.Add($"{category}: {formatter(state, exception)}");
                }
            }
        }
    }
}
