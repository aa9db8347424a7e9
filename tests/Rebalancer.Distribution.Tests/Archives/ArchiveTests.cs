using System.Security.Cryptography;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Distribution.Tests.Archives;

/// <summary>What is in the archives of the self-contained binaries, for the platforms that were built.</summary>
public sealed class ArchiveTests : IDisposable
{
    private const int Largest = 60_000_000;
    private static readonly string[] s_texts =
    [
        "LICENSE", "README.md", "THIRD-PARTY-NOTICES.md", "completions/_rebalancer", "completions/rebalancer.bash",
        "completions/rebalancer.fish", "completions/rebalancer.ps1",
    ];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("linux-x64", "ELF x86-64", "rebalancer", "centos8-librdkafka.so", "google-ortools-native.so")]
    [InlineData("linux-arm64", "ELF aarch64", "rebalancer", "librdkafka.so", "google-ortools-native.so")]
    [InlineData("osx-arm64", "Mach-O arm64", "rebalancer", "librdkafka.dylib", "google-ortools-native.dylib")]
    [InlineData("win-x64", "PE32+ x86-64", "rebalancer.exe", "librdkafka.dll", "google-ortools-native.dll")]
    public void Archive_HoldsOnePlatformsBinaryAndLibraries_AndTexts(
        string platform, string format, string program, string client, string solver)
    {
        var archive = new PublishedArchive(platform);
        archive.Bytes.ShouldBeLessThanOrEqualTo(Largest);

        var root = archive.UnpackInto(_directory.Path);

        Directory.GetFileSystemEntries(_directory.Path).ShouldBe([root], "one directory, with platform and version in its name");
        var files = Directory.GetFiles(root, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal).ToList();
        files.Intersect(s_texts).ShouldBe(s_texts);
        files.ShouldContain(program);
        files.Where(f => f.Contains("librdkafka", StringComparison.Ordinal)).ShouldBe([client]);
        files.Where(f => f.Contains("ortools-native", StringComparison.Ordinal)).ShouldBe([solver]);
        files.Except(s_texts).ShouldAllBe(f => BinaryFormat.Of(Path.Combine(root, f)) == format, "nothing else, such as symbols");
        s_texts.ShouldAllBe(f => new FileInfo(Path.Combine(root, f)).Length > 0);
    }

    [Fact]
    public void Checksums_FitEachArchive()
    {
        var sums = File.ReadAllLines(Artifacts.Find("SHA256SUMS", "tools/publish.sh"))
            .Select(line => line.Split("  ")).ToDictionary(parts => parts[1], parts => parts[0]);

        var archives = Directory.GetFiles(Artifacts.Directory, $"rebalancer-{Artifacts.Version}-*")
            .Select(f => Path.GetFileName(f)!)
            .Where(f => f.EndsWith(".tar.gz", StringComparison.Ordinal) || f.EndsWith(".zip", StringComparison.Ordinal)).ToList();
        archives.ShouldNotBeEmpty();
        sums.Keys.ShouldBe(archives, ignoreOrder: true);
        foreach (var archive in archives)
        {
            using var file = File.OpenRead(Path.Combine(Artifacts.Directory, archive));
            sums[archive].ShouldBe(Convert.ToHexStringLower(SHA256.HashData(file)), archive);
        }
    }
}
