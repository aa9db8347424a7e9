using System.Text;
using System.Text.RegularExpressions;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Distribution.Tests.Archives;

/// <summary>Whether the archive for linux-x64 runs on systems as old as docs/install.md says.</summary>
public sealed partial class GlibcVersionTests : IDisposable
{
    private static readonly Version s_oldest = new(2, 28);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Binaries_AskForNoNewerGlibc_ThanTheDocumentsSay()
    {
        var root = new PublishedArchive("linux-x64").UnpackInto(_directory.Path);

        var asked = Directory.GetFiles(root, "*", SearchOption.TopDirectoryOnly)
            .Where(f => BinaryFormat.Of(f).StartsWith("ELF", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetFileName(f), Newest);

        asked.ShouldContainKey("rebalancer");
        asked.Where(a => a.Value > s_oldest).ShouldBeEmpty("src/Rebalancer.Cli/Native/glibc.c lacks a function");
        File.ReadAllText(RepositoryFiles.Find("docs/install.md")).ShouldContain($"glibc {s_oldest}");
    }

    /// <summary>The newest version that a file names; names of versions are texts in it, as dynamic linkers want them.</summary>
    private static Version Newest(string file) =>
        GlibcVersion().Matches(Encoding.Latin1.GetString(File.ReadAllBytes(file)))
            .Select(m => Version.Parse(m.Groups[1].Value)).DefaultIfEmpty(new(2, 0)).Max()!;

    [GeneratedRegex(@"\0GLIBC_(2\.[0-9]+)(?:\.[0-9]+)?(?=\0)")]
    private static partial Regex GlibcVersion();
}
