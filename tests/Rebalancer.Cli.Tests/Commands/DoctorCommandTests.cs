using System.Text.Json;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Commands;

/// <summary>What works here, and with a cluster.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly SimulatedCluster _cluster =
        SimulatedCluster.FromSnapshot(
            ClusterFiles.ScaleOut, SimulatedClusterOptions.Default with { LogDirsPerBroker = 2 }, new FastTimeProvider(300));

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Doctor_WithoutACluster_LooksAtTheMachine()
    {
        var run = await RunAsync("doctor", "--json");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Output + run.Error);
        Outcomes(run).ShouldBe(new Dictionary<string, string> { ["tool"] = "works", ["solver"] = "works", ["librdkafka"] = "works" });
    }

    [Fact]
    public async Task Doctor_OfACluster_LooksAtRightsSizesAndThrottles()
    {
        var run = await RunAsync("doctor", "--bootstrap-server", "simulated:9092");

        run.Output.ShouldContain("every broker reports its log dirs");
        run.Output.ShouldContain("readable; none is set");
        run.Output.ShouldContain("KRaft, Kafka 4.1 or later");
        run.Output.ShouldContain($"{ClusterFiles.ScaleOut.Brokers.Length} live brokers");
    }

    [Fact]
    public async Task Doctor_Json_IsReadableText() =>
        (await RunAsync("doctor", "--bootstrap-server", "simulated:9092", "--json")).Output.ShouldNotContain("\\u00");

    [Fact]
    public async Task Doctor_BrokenLogDir_FailsAndNamesTheBroker()
    {
        var broker = ClusterFiles.ScaleOut.Brokers[1].Id;
        _cluster.FailLogDir(broker);

        var run = await RunAsync("doctor", "--bootstrap-server", "simulated:9092", "--json");

        run.ExitCode.ShouldBe(ExitCode.Failed);
        Outcomes(run)["sizes"].ShouldBe("fails");
        run.Output.ShouldContain($"{broker}");
    }

    [Fact]
    public async Task Doctor_RacksThatSayThereIsNone_AreNamed()
    {
        _cluster.AddBroker(77, "FD0UD0");
        _cluster.AddBroker(78, "none");
        _cluster.AddBroker(79, null);

        var run = await RunAsync("doctor", "--bootstrap-server", "simulated:9092", "--json");

        run.ExitCode.ShouldBe(ExitCode.Failed);
        Outcomes(run)["racks"].ShouldBe("fails");
        run.Output.ShouldContain("2 brokers without a broker.rack that can be read (78, 79)");
    }

    [Fact]
    public async Task Doctor_ClusterThatCannotBeReached_SaysSoAndFails()
    {
        // Nobody listens on the discard port of this machine.
        var run = await CliRun.Of("doctor", "--bootstrap-server", "127.0.0.1:9", "--json");

        run.ExitCode.ShouldBe(ExitCode.Failed, run.Output + run.Error);
        Outcomes(run)["cluster"].ShouldBe("fails");
        Outcomes(run).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Doctor_ConfigWithoutACluster_IsAUsageError() =>
        (await RunAsync("doctor", "--command-config", "client.properties")).ExitCode.ShouldBe(ExitCode.BadInput);

    private static Dictionary<string, string> Outcomes(CliRun run)
    {
        using var json = JsonDocument.Parse(run.Output);
        return json.RootElement.GetProperty("items").EnumerateArray()
            .ToDictionary(i => i.GetProperty("name").GetString()!, i => i.GetProperty("outcome").GetString()!);
    }

    private async Task<CliRun> RunAsync(params string[] arguments)
    {
        using var output = new TestConsole { Profile = { Width = 160 } };
        using var error = new TestConsole { Profile = { Width = 160 } };
        var context = new CliContext(output, error, TimeProvider.System) { ConnectCluster = (_, _) => new SimulatedClusterAdmin(_cluster) };
        var exitCode = await new CliApplication(CommandCatalog.All, context).RunAsync(arguments, TestContext.Current.CancellationToken);
        return new CliRun(exitCode, output.Output, error.Output);
    }
}
