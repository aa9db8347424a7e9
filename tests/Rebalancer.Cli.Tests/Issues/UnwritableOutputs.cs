using Rebalancer.Cli.Context;
using Rebalancer.Cli.Tests.Commands;
using Rebalancer.Files;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>Reports and plans that cannot be written: one line with the option, the path as given and the reason.</summary>
public sealed class UnwritableOutputs : FieldCase
{
    private const string NoPermission = "permission denied";

    [Theory]
    [InlineData("plan --snapshot none.json --out p")]
    [InlineData("describe --snapshot none.json")]
    [InlineData("check-plan --snapshot none.json --plan none.json")]
    [InlineData("advise --snapshot none.json")]
    [InlineData("place --snapshot none.json --topic t --partitions 1 --replication-factor 1")]
    [InlineData("apply --plan none --bootstrap-server none:1")]
    [InlineData("status --plan none --bootstrap-server none:1")]
    [InlineData("verify --plan none --bootstrap-server none:1")]
    [InlineData("demo")]
    public async Task Report_NotToBeWritten_IsSaidBeforeAnythingIsRead(string verb)
    {
        Block("x.html");

        (await Fail(ExitCode.BadInput, [.. verb.Split(' '), "--report", File("x.html")]))
            .ShouldBe($"error: --report {File("x.html")} cannot be written: {NoPermission}\n");
    }

    [Fact]
    public async Task Report_ADirectory_IsOneLine()
    {
        Directory.CreateDirectory(File("x.html"));

        (await Fail(ExitCode.BadInput, "describe", "--snapshot", "none.json", "--report", File("x.html")))
            .ShouldBe($"error: --report {File("x.html")} is a directory; name a file\n");
    }

    [Fact]
    public async Task SnapshotOut_NotToBeWritten_IsSaidBeforeTheClusterIsAsked()
    {
        Block("c.json");

        (await Fail(ExitCode.BadInput, "snapshot", "--bootstrap-server", "none:1", "--out", File("c.json")))
            .ShouldBe($"error: --out {File("c.json")} cannot be written: {NoPermission}\n");
    }

    [Fact]
    public async Task PlanOut_NotToBeWritten_IsOneLine()
    {
        Block(Path.Combine("p", "plan.json"));

        (await Fail(ExitCode.BadInput, "plan", "--snapshot", Snapshot(), "--overwrite", "--out", File("p")))
            .ShouldBe($"error: --out {File("p")} cannot be written: {NoPermission}\n");
    }

    [Fact]
    public async Task PlanOut_DirectoryThatCannotBeMade_IsOneLine()
    {
        var directory = File(new string('d', 300));

        (await Fail(ExitCode.BadInput, "plan", "--snapshot", Snapshot(), "--out", directory))
            .ShouldContain($"error: --out {directory} cannot be written: ");
    }

    [Fact]
    public async Task Report_ToWhereTheTextGoes_NamesTheWayOut() =>
        (await Fail(ExitCode.BadInput, "describe", "--snapshot", Snapshot(), "--report", "/dev/stdout", "--report-format", "json"))
            .ShouldBe("error: --report /dev/stdout: the command prints its text there; name a file, or use --json for JSON alone\n");

    [Fact]
    public async Task Report_FullDisk_SaysSoAndWhatWasWritten()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is a disk without space on Linux only");

        (await Fail(ExitCode.BadInput, "describe", "--snapshot", Snapshot(), "--report", "/dev/full", "--report-format", "html"))
            .ShouldBe("error: --report /dev/full cannot be written: no space is left on the disk\n");
        (await Fail(
                ExitCode.Failed, "plan", "--snapshot", Snapshot(), "--out", File("p"), "--report", "/dev/full", "--report-format", "html"))
            .ShouldBe($"error: --report /dev/full cannot be written: no space is left on the disk; the plan was written to {File("p")}\n");
        PlanDirectory.Read(File("p")).Changes.ShouldNotBeEmpty();
    }

    /// <summary>Keeps a file from being written, whoever runs the test: a directory has the name that it is written under first.</summary>
    private void Block(string name) => Directory.CreateDirectory(
        Path.Combine(Path.GetDirectoryName(File(name))!, $".{Path.GetFileName(name)}.{Environment.ProcessId}.rebalancer-tmp"));

    private string Snapshot()
    {
        SnapshotFile.Write(ClusterFiles.ScaleOut, File("cluster.json"));
        return File("cluster.json");
    }
}
