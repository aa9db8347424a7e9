using System.IO.Compression;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Rebalancer.Distribution.Tests.Packages;

/// <summary>What is in the NuGet packages, and how large they are.</summary>
public sealed class PackageTests
{
    private const int LargestLibrary = 5_000_000;
    private const int LargestTool = 43_000_000;
    private static readonly string[] s_inEach = ["LICENSE", "README.md", "THIRD-PARTY-NOTICES.md", "icon.png"];

    [Theory]
    [InlineData("Rebalancer", "Rebalancer.Core", "net8.0")]
    [InlineData("Rebalancer", "Rebalancer.Core", "net10.0")]
    [InlineData("Rebalancer.Kafka", "Rebalancer.Kafka", "net8.0")]
    [InlineData("Rebalancer.Kafka", "Rebalancer.Kafka", "net10.0")]
    public void Library_HoldsAssemblyAndDocumentation_SymbolsApart(string package, string assembly, string framework)
    {
        using var archive = Open($"{package}.{Artifacts.Version}.nupkg", LargestLibrary);

        var entries = archive.Entries.Select(e => e.FullName).ToList();
        entries.ShouldContain($"lib/{framework}/{assembly}.dll");
        entries.ShouldContain($"lib/{framework}/{assembly}.xml");
        entries.ShouldNotContain(e => e.EndsWith(".pdb", StringComparison.Ordinal));
        using var symbols = Open($"{package}.{Artifacts.Version}.snupkg", LargestLibrary);
        symbols.Entries.Select(e => e.FullName).ShouldContain($"lib/{framework}/{assembly}.pdb");
    }

    [Theory]
    [InlineData("linux-x64", "rebalancer", "centos8-librdkafka.so", "google-ortools-native.so")]
    [InlineData("linux-arm64", "rebalancer", "librdkafka.so", "google-ortools-native.so")]
    [InlineData("osx-arm64", "rebalancer", "librdkafka.dylib", "google-ortools-native.dylib")]
    [InlineData("win-x64", "rebalancer.exe", "librdkafka.dll", "google-ortools-native.dll")]
    public void Tool_OfAPlatform_HoldsItsNativeFilesOnce(string platform, string program, string client, string solver)
    {
        using var archive = Open($"Rebalancer.Cli.{platform}.{Artifacts.Version}.nupkg", LargestTool);

        var files = archive.Entries
            .Where(e => e.FullName.StartsWith($"tools/net10.0/{platform}/", StringComparison.Ordinal)).Select(e => e.Name).ToList();
        files.ShouldContain(program);
        files.ShouldContain("DotnetToolSettings.xml");
        files.Where(f => f.Contains("librdkafka", StringComparison.Ordinal)).ShouldBe([client]);
        files.Where(f => f.Contains("ortools-native", StringComparison.Ordinal)).ShouldBe([solver]);
        files.ShouldNotContain(f => f.EndsWith(".pdb", StringComparison.Ordinal));
        archive.Entries.Where(e => e.FullName.StartsWith("tools/", StringComparison.Ordinal)).Count().ShouldBe(files.Count);
        archive.Entries.Count(e => e.FullName.StartsWith("runtimes/", StringComparison.Ordinal)).ShouldBe(0);
    }

    [Fact]
    public void Tool_OfNoPlatform_PointsToEachPlatformsPackage()
    {
        using var archive = Open($"Rebalancer.Cli.{Artifacts.Version}.nupkg", 1_000_000);

        var settings = XDocument.Load(archive.GetEntry("tools/any/any/DotnetToolSettings.xml").ShouldNotBeNull().Open());
        settings.Descendants("Command").Select(c => (string?)c.Attribute("Name")).ShouldBe(["rebalancer"]);
        var pointedTo = settings.Descendants("RuntimeIdentifierPackage").Select(p => (string?)p.Attribute("Id")).ToList();
        pointedTo.ShouldNotBeEmpty();
        pointedTo.ShouldBe(
            pointedTo.Where(id => File.Exists(Path.Combine(Artifacts.Directory, $"{id}.{Artifacts.Version}.nupkg"))),
            "each package that is pointed to is packed");
    }

    [Theory]
    [InlineData("Rebalancer")]
    [InlineData("Rebalancer.Kafka")]
    [InlineData("Rebalancer.Cli")]
    [InlineData("Rebalancer.Cli.linux-x64")]
    public void Nuspec_SaysWhatAFeedShows(string package)
    {
        using var archive = Open($"{package}.{Artifacts.Version}.nupkg", LargestTool);

        var nuspec = XDocument.Load(archive.GetEntry($"{package}.nuspec").ShouldNotBeNull().Open());
        string? Value(string name) => nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
        Value("id").ShouldBe(package);
        Value("license").ShouldBe("Apache-2.0");
        Value("readme").ShouldBe("README.md");
        Value("icon").ShouldBe("icon.png");
        Value("description").ShouldNotBeNullOrWhiteSpace();
        Value("releaseNotes").ShouldNotBeNull().ShouldStartWith("## [");
        var repository = nuspec.Descendants().Single(e => e.Name.LocalName == "repository");
        ((string?)repository.Attribute("type")).ShouldBe("git");
        ((string?)repository.Attribute("commit")).ShouldNotBeNull().Length.ShouldBe(40);
        archive.Entries.Select(e => e.FullName).Intersect(s_inEach).Order(StringComparer.Ordinal).ShouldBe(s_inEach);
    }

    private static ZipArchive Open(string name, int largest)
    {
        var path = Artifacts.Find(name, "tools/pack.sh");
        new FileInfo(path).Length.ShouldBeLessThanOrEqualTo(largest);
        return ZipFile.OpenRead(path);
    }
}
