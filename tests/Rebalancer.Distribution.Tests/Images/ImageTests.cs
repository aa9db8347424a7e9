using System.Formats.Tar;
using System.Text.Json.Nodes;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Distribution.Tests.Images;

/// <summary>The OCI image that tools/image.sh writes: its layout, its configuration, and its root as a container sees it.</summary>
public sealed class ImageTests : IDisposable
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Layer = "application/vnd.oci.image.layer.v1.tar+gzip";
    private const int NonRoot = 65532;
    private readonly TemporaryDirectory _directory = new();
    private readonly ImageLayout _image;

    public ImageTests()
    {
        TarFile.ExtractToDirectory(
            Artifacts.Find($"rebalancer-{Artifacts.Version}-linux-x64-image.tar", "tools/image.sh"), _directory.Path,
            overwriteFiles: false);
        _image = new(_directory.Path);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Layout_NamesOneImage_DigestsFit()
    {
        JsonNode.Parse(File.ReadAllText(_directory.File("oci-layout"))).ShouldNotBeNull()["imageLayoutVersion"]!.GetValue<string>()
            .ShouldBe("1.0.0");
        ImageLayout.Text(_image.Description, "mediaType").ShouldBe(Manifest);
        ImageLayout.Text(_image.Manifest, "mediaType").ShouldBe(Manifest);
        ImageLayout.Text(_image.Manifest["config"]!, "mediaType").ShouldBe("application/vnd.oci.image.config.v1+json");
        _image.Layers.ShouldAllBe(l => ImageLayout.Text(l, "mediaType") == Layer);
        _image.Config["rootfs"]!["diff_ids"]!.AsArray().Select(d => d!.GetValue<string>())
            .ShouldBe(_image.Layers.Select(_image.ContentDigest));
        Directory.GetFiles(_directory.File("blobs/sha256")).Length.ShouldBe(_image.Layers.Count + 2, "nothing that is not named");
    }

    [Fact]
    public void Config_RunsTheBinaryAsNobodySpecial()
    {
        var config = _image.Config;
        ImageLayout.Text(config, "os").ShouldBe("linux");
        ImageLayout.Text(config, "architecture").ShouldBe("amd64");
        ImageLayout.Text(config["config"]!, "User").ShouldBe($"{NonRoot}:{NonRoot}");
        var program = config["config"]!["Entrypoint"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().TrimStart('/');
        ImageLayout.Text(config["config"]!["Labels"]!, "org.opencontainers.image.version").ShouldBe(Artifacts.Version);

        var entries = _image.Layers.SelectMany(_image.Entries).ToList();
        entries.Single(e => e.Name == program).Mode.ShouldSatisfyAllConditions(
            m => m.HasFlag(UnixFileMode.OtherExecute).ShouldBeTrue(), m => m.HasFlag(UnixFileMode.OtherWrite).ShouldBeFalse());
        var working = ImageLayout.Text(config["config"]!, "WorkingDir").Trim('/');
        entries.Single(e => e.Name.TrimEnd('/') == working).Uid.ShouldBe(NonRoot);
        entries.Where(e => e.Uid != 0).Count().ShouldBe(1, "all else is root's");
        entries.ShouldNotContain(e => e.Name.EndsWith("/sh", StringComparison.Ordinal), "no shell");
    }

    [Fact]
    public async Task Root_RunsWithNothingElse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may change the root directory.");
        var root = Directory.CreateDirectory(_directory.File("root")).FullName;
        foreach (var layer in _image.Layers)
        {
            (await ProcessRun.Of(["tar", "-xzf", _image.Blob(layer)], root)).ShouldSucceed();
        }

        // A container has /proc; without the right to mount it there is nothing to see.
        string[] mounted = [
            "unshare", "--mount", "sh", "-c", "mount --bind /proc proc && exec chroot --userspec=65532:65532 . \"$@\"", "sh"
        ];
        var probe = await ProcessRun.Of(["unshare", "--mount", "mount", "--bind", "/proc", "proc"], root);
        Assert.SkipUnless(probe.ExitCode == 0, $"No mount is allowed here: {probe.Error}");
        var program = _image.Config["config"]!["Entrypoint"]![0]!.GetValue<string>();

        var version = await ProcessRun.Of([.. mounted, program, "--version"], root);
        version.ShouldSucceed().Output.ShouldStartWith($"rebalancer {Artifacts.Version}\n");
        (await ProcessRun.Of([.. mounted, program, "doctor"], root)).ShouldSucceed();
    }
}
