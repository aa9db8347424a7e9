using Rebalancer.Files;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Replace_OldFileIsThere_IsTheNewOneAlone()
    {
        var path = _directory.File("x");
        File.WriteAllText(path, "old and longer");

        DurableFile.Replace(path, stream => stream.Write("new"u8));

        File.ReadAllText(path).ShouldBe("new");
        Directory.GetFileSystemEntries(_directory.Path).ShouldBe([path]);
    }

    [Fact]
    public void Replace_UsersFilesBesideIt_AreLeftAlone()
    {
        foreach (var name in new[] { "x.tmp", "x.new", "x.bak" })
        {
            File.WriteAllText(_directory.File(name), name);
        }

        DurableFile.Replace(_directory.File("x"), stream => stream.Write("new"u8));

        foreach (var name in new[] { "x.tmp", "x.new", "x.bak" })
        {
            File.ReadAllText(_directory.File(name)).ShouldBe(name);
        }
    }

    [Fact]
    public void Replace_WritingFails_TheOldFileStaysAndNothingIsLeft()
    {
        var path = _directory.File("x");
        File.WriteAllText(path, "old");

        Should.Throw<IOException>(() => DurableFile.Replace(path, stream =>
        {
            stream.Write("half"u8);
            throw new IOException("No space left on device");
        }));

        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFileSystemEntries(_directory.Path).ShouldBe([path]);
    }

    [Fact]
    public void FlushDirectory_MissingOne_IsPassedOver() => Should.NotThrow(() => DurableFile.FlushDirectory(_directory.File("missing")));
}
