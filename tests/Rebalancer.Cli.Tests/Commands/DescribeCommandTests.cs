using System.Text.Json;
using Rebalancer.Cli.Context;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Commands;

public sealed class DescribeCommandTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Describe_ScaleOut_PrintsTheApprovedTables(int width)
    {
        var run = await CliRun.Of(width, "describe", "--snapshot", _files.WriteScaleOut());

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.Replace(_files.Path, "DIR", StringComparison.Ordinal)
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator($"{width}"));
    }

    [Fact]
    public async Task Describe_Violations_ListsEveryPartitionWithWhatItLacks()
    {
        var run = await CliRun.Of("describe", "--snapshot", _files.WriteScaleOut(), "--violations");

        run.Output.ShouldContain("clicks-1    1002, 1003, 1004   1 UD: two replicas in UD 1, none in 0");
        run.Output.Split('\n').Count(l => l.Contains(" replicas in ", StringComparison.Ordinal)).ShouldBe(9, "as many as are counted");
    }

    [Fact]
    public async Task Describe_DetailedExitCode_TellsWhetherSomethingIsWrong() =>
        (await CliRun.Of("describe", "--snapshot", _files.WriteScaleOut(), "--detailed-exit-code")).ExitCode
            .ShouldBe(ExitCode.ChangesNeeded);

    [Fact]
    public async Task Describe_Json_PrintsTheApprovedForm()
    {
        _files.WriteScaleOut();

        var run = await CliRun.In(_files.Path, 120, "describe", "--snapshot", "cluster.json", "--json");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithFileExtension(".json"));
        JsonDocument.Parse(run.Output).RootElement.GetProperty("brokerCount").GetInt32().ShouldBe(9);
    }

    [Fact]
    public async Task Describe_RackPattern_NamesOtherDimensions()
    {
        var snapshot = _files.Write(
            "c.json",
            """{"version":1,"clusterId":"r","brokers":[{"id":1,"host":"a","rack":"eu-1a"},{"id":2,"host":"b","rack":"eu-1b"}]"""
                + ""","topics":[]}""");

        var run = await CliRun.Of("describe", "--snapshot", snapshot, "--rack-pattern", @"(?<region>\w+)-(?<zone>\w+)");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("region and zone");
    }
}
