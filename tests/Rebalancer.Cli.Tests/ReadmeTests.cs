using Rebalancer.Cli.Context;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests;

/// <summary>What the README prints is what the tool prints.</summary>
public sealed class ReadmeTests
{
    private const string Sample = "--snapshot tools/sample/cluster.json --topology tools/sample/topology.json";

    [Theory]
    [InlineData("describe " + Sample)]
    [InlineData("plan " + Sample)]
    public async Task Readme_PrintedCommand_IsTheRealOutput(string command)
    {
        var run = await RunAsync(command);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var root = Path.GetDirectoryName(RepositoryFiles.Find("README.md")) + "/";
        run = run with { Output = run.Output.Replace(root, "", StringComparison.Ordinal) };
        Readme().ShouldContain($"```console\n$ rebalancer {command}\n{run.Output}```");
    }

    [Fact]
    public async Task Readme_Picture_IsTheReportOfTheSample()
    {
        using var temporary = new TemporaryDirectory();
        var picture = temporary.File("plan.svg");

        var run = await RunAsync($"plan {Sample} --report {picture}");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        Readme().ShouldContain("](docs/pictures/plan.svg)");
        File.ReadAllText(RepositoryFiles.Find("docs/pictures/plan.svg")).ReplaceLineEndings("\n").ShouldBe(File.ReadAllText(picture));
    }

    [Fact]
    public void Readme_ExitCodes_AreThoseOfTheHelp()
    {
        foreach (var (code, text) in ExitCode.Help)
        {
            Readme().ShouldContain($"| {code} | {text} |");
        }
    }

    private static Task<CliRun> RunAsync(string command) => CliRun.Of(
        80, [.. command.Split(' ').Select(a => a.StartsWith("tools/", StringComparison.Ordinal) ? RepositoryFiles.Find(a) : a)]);

    private static string Readme() => File.ReadAllText(RepositoryFiles.Find("README.md")).ReplaceLineEndings("\n");
}
