using Rebalancer.Cli.Context;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Documents;

/// <summary>The picture of the README and the codes of the reference are those of the tool.</summary>
public sealed class ReadmeTests
{
    private const string Sample = "--snapshot tools/sample/cluster.json --topology tools/sample/topology.json";

    [Fact]
    public async Task Readme_Picture_IsTheReportOfTheSample()
    {
        using var temporary = new TemporaryDirectory();
        var picture = temporary.File("plan.svg");

        var run = await RunAsync($"plan {Sample} --report {picture}");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        Document("README.md").ShouldContain("](docs/pictures/plan.svg)");
        Document("docs/pictures/plan.svg").ShouldBe(File.ReadAllText(picture));
    }

    [Fact]
    public void Reference_ExitCodes_AreThoseOfTheHelp()
    {
        foreach (var (code, text) in ExitCode.Help)
        {
            Document("docs/reference.md").ShouldContain($"| {code} | {text} |");
        }
    }

    private static Task<CliRun> RunAsync(string command) => CliRun.Of(
        80, [.. command.Split(' ').Select(a => a.StartsWith("tools/", StringComparison.Ordinal) ? RepositoryFiles.Find(a) : a)]);

    private static string Document(string path) => File.ReadAllText(RepositoryFiles.Find(path)).ReplaceLineEndings("\n");
}
