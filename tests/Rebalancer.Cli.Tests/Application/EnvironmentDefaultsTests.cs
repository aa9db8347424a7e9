using Rebalancer.Cli.Application;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Tests.Commands;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Application;

public sealed class EnvironmentDefaultsTests
{
    private static readonly Dictionary<string, string> s_variables = new()
    {
        ["REBALANCER_BOOTSTRAP_SERVER"] = "env:9092",
        ["REBALANCER_COMMAND_CONFIG"] = "env.properties",
        ["REBALANCER_TOPOLOGY"] = "env.csv",
    };

    [Fact]
    public void Apply_NothingGiven_TakesAllFromTheEnvironment()
    {
        var options = Apply(new PlanCommandOptions());

        (options.BootstrapServer, options.CommandConfig, options.Topology).ShouldBe(("env:9092", "env.properties", "env.csv"));
    }

    [Fact]
    public void Apply_Given_IsKept()
    {
        var options = Apply(new PlanCommandOptions { BootstrapServer = "a:1", CommandConfig = "a.properties", Topology = "a.csv" });

        (options.BootstrapServer, options.CommandConfig, options.Topology).ShouldBe(("a:1", "a.properties", "a.csv"));
    }

    [Fact]
    public void Apply_AnotherSource_TakesNoConnection()
    {
        var options = Apply(new PlanCommandOptions { Snapshot = "s.json" });

        (options.BootstrapServer, options.CommandConfig, options.Topology).ShouldBe((null, null, "env.csv"));
    }

    [Theory]
    [InlineData(true, "--bootstrap-server env:9093 --command-config env.properties")]
    [InlineData(false, "--bootstrap-server wn0-test:PORT")]
    public async Task Report_OfAFile_HintsAtTheClusterOfTheEnvironmentOrLeavesThePortOpen(bool isNamed, string expected)
    {
        using var files = new TemporaryDirectory();
        var variables = new Dictionary<string, string>
        {
            ["REBALANCER_BOOTSTRAP_SERVER"] = "env:9093",
            ["REBALANCER_COMMAND_CONFIG"] = "env.properties",
        };

        var run = await CliRun.WithEnvironment(
            isNamed ? variables : [], "plan", "--snapshot", files.WriteScaleOut(), "--out", files.File("plan"));

        run.Output.ShouldContain(expected);
        run.Output.ShouldNotContain(":9092");
    }

    [Fact]
    public void Apply_VerbThatChanges_TakesTheConnection() => Apply(new ApplyCommandOptions()).BootstrapServer.ShouldBe("env:9092");

    [Fact]
    public void Apply_Snapshot_TakesTheConnection() => Apply(new SnapshotCommandOptions()).BootstrapServer.ShouldBe("env:9092");

    [Fact]
    public async Task Snapshot_NoServerAnywhere_IsOneLineAndExitCode2()
    {
        var run = await CliRun.Of("snapshot", "--out", "cluster.json");

        run.ExitCode.ShouldBe(Context.ExitCode.BadInput);
        run.Error.ShouldBe("error: no cluster given; use --bootstrap-server\n");
    }

    [Fact]
    public async Task Plan_BadValueFromTheEnvironment_NamesTheVariable()
    {
        var variables = new Dictionary<string, string> { ["REBALANCER_BOOTSTRAP_SERVER"] = ":9092" };

        var run = await CliRun.WithEnvironment(variables, "describe");

        run.ExitCode.ShouldBe(Context.ExitCode.BadInput);
        run.Error.Replace("\n", " ").TrimEnd().ShouldBe("error: --bootstrap-server: ':9092' is not host:port. Perhaps localhost:9092, "
            + "if the broker runs here. The environment says REBALANCER_BOOTSTRAP_SERVER=:9092.");
    }

    [Fact]
    public void Apply_EmptyVariables_AreNone()
    {
        var options = new PlanCommandOptions();

        EnvironmentDefaults.Apply(options, _ => "");

        (options.BootstrapServer, options.CommandConfig, options.Topology).ShouldBe((null, null, null));
    }

    private static T Apply<T>(T options)
        where T : CommandOptions
    {
        EnvironmentDefaults.Apply(options, s_variables.GetValueOrDefault);
        return options;
    }
}
