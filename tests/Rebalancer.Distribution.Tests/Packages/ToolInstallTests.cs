using System.Runtime.InteropServices;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Distribution.Tests.Packages;

/// <summary>The tool as <c>dotnet tool install</c> gets it from a feed.</summary>
public sealed class ToolInstallTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Install_FromALocalFeed_TakesThisPlatformsPackageAndRuns()
    {
        Artifacts.Find($"Rebalancer.Cli.{Artifacts.Version}.nupkg", "tools/pack.sh");
        var platform = RuntimeInformation.RuntimeIdentifier;
        Artifacts.Find($"Rebalancer.Cli.{platform}.{Artifacts.Version}.nupkg", "tools/pack.sh");
        // No other feed than the one under test.
        var feeds = _directory.Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");

        (await ProcessRun.Of(
            ["dotnet", "tool", "install", "Rebalancer.Cli", "--version", Artifacts.Version, "--tool-path", _directory.File("tools"),
                "--add-source", Artifacts.Directory, "--configfile", feeds],
            _directory.Path)).ShouldSucceed();

        var id = $"rebalancer.cli.{platform}";
        Directory.GetDirectories(_directory.File("tools"), "rebalancer.cli.*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = 0,
        }).Select(Path.GetFileName).ShouldBe([id]);
        var version = (await Run("--version")).ShouldSucceed();
        version.Output.ShouldStartWith($"rebalancer {Artifacts.Version}\n");
        (await Run(
            "plan", "--snapshot", RepositoryFiles.Find("tools/sample/cluster.json"),
            "--topology", RepositoryFiles.Find("tools/sample/topology.json"), "--out", _directory.File("plan"))).ShouldSucceed();
        File.Exists(_directory.File("plan/reassignment.json")).ShouldBeTrue();
        (await Run("doctor")).ShouldSucceed();
    }

    private Task<ProcessRun> Run(params string[] arguments) =>
        ProcessRun.Of([Path.Combine(_directory.Path, "tools", "rebalancer"), .. arguments], _directory.Path);
}
