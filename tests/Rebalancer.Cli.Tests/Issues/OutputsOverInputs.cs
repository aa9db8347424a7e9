using Rebalancer.Cli.Context;
using Rebalancer.Cli.Tests.Commands;
using Rebalancer.Files;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>A report over what it was to be made from, or over the plan: refused before anything is read or written.</summary>
public sealed class OutputsOverInputs : FieldCase
{
    private const string Kept = "kept as it is";

    [Theory]
    [InlineData("plan", "--snapshot")]
    [InlineData("plan", "--assignment")]
    [InlineData("plan", "--topology")]
    [InlineData("plan", "--brokers-file")]
    [InlineData("plan", "--log-dirs")]
    [InlineData("plan", "--command-config")]
    [InlineData("plan", "--topics-file")]
    [InlineData("plan", "--replication-factors")]
    [InlineData("plan", "--topic-brokers")]
    [InlineData("describe", "--snapshot")]
    [InlineData("advise", "--topology")]
    [InlineData("place", "--topics-file")]
    [InlineData("check-plan --plan p", "--snapshot")]
    [InlineData("check-plan", "--plan")]
    [InlineData("apply", "--reassignment")]
    [InlineData("undo --plan p", "--command-config")]
    [InlineData("status --plan p", "--command-config")]
    [InlineData("verify", "--reassignment")]
    public async Task Report_OverAnInput_IsRefused(string verb, string option)
    {
        var file = Write("mine.json", Kept);

        (await Fail(ExitCode.BadInput, [.. verb.Split(' '), option, file, "--report", file]))
            .ShouldBe($"error: --report {file} would replace the file that {option} names; name another file\n");

        ShouldBeKept(file);
    }

    [Fact]
    public async Task Snapshot_OverItsConfiguration_IsRefused()
    {
        var file = Write("client.properties", Kept);

        (await Fail(ExitCode.BadInput, "snapshot", "--bootstrap-server", "none:1", "--command-config", file, "--out", file))
            .ShouldContain($"--out {file} would replace the file that --command-config names");

        ShouldBeKept(file);
    }

    [Fact]
    public async Task Report_AnotherNameOfAnInput_IsRefused()
    {
        var file = Write("mine.json", Kept);
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        Directory.CreateSymbolicLink(File("here"), Path.GetDirectoryName(file)!);
        System.IO.File.CreateSymbolicLink(File("link.json"), "mine.json");

        foreach (var other in new[] { relative, Path.Combine(File("here"), "mine.json"), File("link.json") })
        {
            var run = await CliRun.Of(400, "plan", "--snapshot", file, "--report", other);

            run.ExitCode.ShouldBe(ExitCode.BadInput);
            run.Error.ShouldBe($"error: --report {other} would replace the file that --snapshot names; name another file\n");
        }

        ShouldBeKept(file);
    }

    [Theory]
    [InlineData("plan.json")]
    [InlineData("reassignment.json")]
    [InlineData("rollback.json")]
    [InlineData("journal-0001.jsonl")]
    [InlineData("timeline.jsonl")]
    [InlineData("execution-report.json")]
    [InlineData("execution-report.txt")]
    public async Task Report_OverAFileOfThePlan_IsRefused(string name)
    {
        var directory = Path.GetDirectoryName(Write("marker", ""))!;
        var file = Write(name, Kept);

        foreach (var verb in new[] { "plan --overwrite --out", "check-plan --plan", "apply --plan", "status --plan", "demo --keep" })
        {
            (await Fail(ExitCode.BadInput, [.. verb.Split(' '), directory, "--report", file]))
                .ShouldContain($"--report {file} would replace a file that the tool keeps in the directory of {verb.Split(' ')[^1]} ");
        }

        ShouldBeKept(file);
    }

    [Fact]
    public async Task Report_OverTheRunOfAReassignment_IsRefused()
    {
        Directory.CreateDirectory(File("r.json.run"));
        var file = Write(Path.Combine("r.json.run", "plan.json"), Kept);

        (await Fail(ExitCode.BadInput, "verify", "--reassignment", File("r.json"), "--report", file))
            .ShouldContain($"--report {file} would replace a file that the tool keeps in the directory of --reassignment ");

        ShouldBeKept(file);
    }

    [Theory]
    [InlineData("placement.json")]
    [InlineData("create-topics.sh")]
    public async Task Report_OverAFileOfThePlacement_IsRefused(string name) =>
        (await Fail(ExitCode.BadInput, "place", "--out", File("new"), "--report", Path.Combine(File("new"), name)))
        .ShouldContain("would replace a file that the tool keeps in the directory of --out ");

    [Fact]
    public async Task Report_TheDirectoryItself_IsRefused()
    {
        (await Fail(ExitCode.BadInput, "plan", "--snapshot", Snapshot(), "--out", File("x.csv"), "--report", File("x.csv")))
            .ShouldContain($"--report {File("x.csv")} is the directory that --out names; name a file, such as ");
        (await Fail(ExitCode.BadInput, "plan", "--snapshot", Snapshot(), "--out", File("x.csv/plan"), "--report", File("x.csv")))
            .ShouldContain($"--report {File("x.csv")} is a directory above --out ");
        Directory.Exists(File("x.csv")).ShouldBeFalse();
    }

    [Fact]
    public async Task Report_BesideThePlanOrOnADevice_IsWritten()
    {
        await Succeed("plan", "--snapshot", Snapshot(), "--out", File("plan"), "--report", File("plan/report.html"));
        System.IO.File.Exists(File("plan/report.html")).ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
        {
            await Succeed("plan", "--snapshot", Snapshot(), "--report", "/dev/null", "--report-format", "json");
        }
    }

    private static void ShouldBeKept(string file) => System.IO.File.ReadAllText(file).ShouldBe(Kept);

    private string Snapshot()
    {
        SnapshotFile.Write(ClusterFiles.ScaleOut, File("cluster.json"));
        return File("cluster.json");
    }

    [Theory]
    [InlineData("--out", "error: --out -: several files are written; name a directory\n")]
    [InlineData("--report", "error: --report -: it is written to a file; name one\n")]
    public async Task Plan_OutputToADash_IsRefused(string option, string error)
    {
        var run = await CliRun.Of("plan", "--snapshot", Write("s.json", "{}"), option, "-");

        run.ExitCode.ShouldBe(Context.ExitCode.BadInput);
        run.Error.ShouldBe(error);
    }
}
