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
    public void Replace_LinkToAFileThatIsYetToBeMade_MakesIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _directory.Path);
        foreach (var (link, target) in new[] { (_directory.File("link"), "target"), (Path.Combine(relative, "other"), "second") })
        {
            File.CreateSymbolicLink(link, target);

            DurableFile.Probe(link);
            DurableFile.Replace(link, stream => stream.Write("new"u8));

            File.ReadAllText(_directory.File(target)).ShouldBe("new");
            new FileInfo(link).LinkTarget.ShouldBe(target);
        }
    }

    [Fact]
    public void Probe_WritableAndNot_LeavesNothingAndSaysSo()
    {
        var path = _directory.Write("x", "old");

        DurableFile.Probe(path);
        DurableFile.Probe(_directory.File("new"));
        Should.Throw<IOException>(() => DurableFile.Probe(_directory.File("missing/x")));

        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFileSystemEntries(_directory.Path).ShouldBe([path]);
    }

    [Fact]
    public void FlushDirectory_MissingOne_IsPassedOver() => Should.NotThrow(() => DurableFile.FlushDirectory(_directory.File("missing")));

    [Fact]
    public void Replace_SymbolicLink_ReplacesWhatItPointsTo()
    {
        var target = _directory.Write("target", "old");
        var link = _directory.File("link");
        File.CreateSymbolicLink(link, target);

        DurableFile.Replace(link, stream => stream.Write("new"u8));

        File.ReadAllText(target).ShouldBe("new");
        File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName.ShouldBe(target);
    }

    [Fact]
    public void Replace_Device_IsWrittenToAsItIs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no device files");
        var entries = Directory.GetFileSystemEntries("/dev").Length;

        DurableFile.Replace("/dev/null", stream => stream.Write("x"u8));

        new FileInfo("/dev/null").Length.ShouldBe(0);
        Directory.GetFileSystemEntries("/dev").Length.ShouldBe(entries);
    }
}
