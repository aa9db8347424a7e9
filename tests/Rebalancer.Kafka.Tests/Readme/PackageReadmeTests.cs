using Microsoft.Extensions.DependencyInjection;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Readme;

/// <summary>The code that the package's README shows is compiled here, and does what it says on a cluster on loopback.</summary>
public sealed class PackageReadmeTests
{
    [Fact]
    public void Readme_Code_IsTheCodeThatIsCompiledHere() =>
        DocumentCode.Shown("src/Rebalancer.Kafka/README.md").ShouldBe(
        [
            .. DocumentCode.Compiled("tests/Rebalancer.Kafka.Tests/Readme/LiveExample.cs"),
            .. DocumentCode.Compiled("tests/Rebalancer.Kafka.Tests/Readme/ServicesExample.cs"),
        ]);

    [Fact]
    public async Task LiveExample_BadlySpreadTopic_IsSpread()
    {
        using var cluster = new SimulatedCluster(new SimulatedClusterOptions(), TimeProvider.System);
        foreach (var id in Enumerable.Range(1, 6))
        {
            cluster.AddBroker(id, $"FD{(id - 1) % 3}UD{(id - 1) / 3}");
        }

        cluster.AddTopic("orders", 1_000_000, [1, 4, 2], [1, 4, 2]);
        await using var server = SimulatedClusterServer.Start(cluster);
        using var temporary = new TemporaryDirectory();

        var report = await LiveExample.RebalanceAsync(
            new ClientProperties().WithBootstrapServers(server.BootstrapServers), temporary.File("plan"),
            TestContext.Current.CancellationToken);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        cluster.Partitions.ShouldAllBe(p => p.Replicas.Select(b => (b - 1) % 3).Distinct().Count() == 3);
        cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public async Task ServicesExample_PropertiesFile_RegistersTheThree()
    {
        using var temporary = new TemporaryDirectory();
        var file = temporary.Write("client.properties", "bootstrap.servers=127.0.0.1:1\n");
        await using var services = ServicesExample.Register(new ServiceCollection(), file).BuildServiceProvider();

        services.GetService<IPlanner>().ShouldNotBeNull();
        services.GetService<IClusterReader>().ShouldNotBeNull();
        services.GetService<IExecutor>().ShouldNotBeNull();
    }
}
