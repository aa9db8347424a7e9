using System.Diagnostics;
using Rebalancer.Cli.Context;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Application;

/// <summary>The tool as a process of its own: the composition root, its consoles and the exit code that a shell sees.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);
    private static readonly string s_tool = Path.Combine(AppContext.BaseDirectory, "rebalancer.dll");

    private static readonly string[] s_sample = [
        "--snapshot", RepositoryFiles.Find("tools/sample/cluster.json"), "--topology", RepositoryFiles.Find("tools/sample/topology.json")
    ];

    [Fact]
    public async Task Process_Version_NamesToolAndLibraries()
    {
        var run = await Start([], "--version");

        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Output.Split('\n').Select(line => line.Split(' ')[0]).ShouldBe(["rebalancer", "OR-Tools", "librdkafka", ""]);
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Process_MissingSnapshot_IsOneLineOnStandardErrorAndExitCode2()
    {
        var run = await Start([], "plan", "--snapshot", "no-such-file.json");

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldStartWith("error: --snapshot no-such-file.json: there is no such file.");
        run.Error.TrimEnd('\n').ShouldNotContain("\n");
    }

    [Fact]
    public async Task Process_DetailedExitCodeOnAnUnbalancedCluster_IsExitCode3()
    {
        var run = await Start([], ["plan", .. s_sample, "--detailed-exit-code"]);

        run.ExitCode.ShouldBe(ExitCode.ChangesNeeded);
        run.Output.ShouldNotContain("\e");
    }

    [Theory]
    [InlineData("80", 80)]
    [InlineData("7", 120)]
    [InlineData("wide", 120)]
    public async Task Process_RedirectedOutput_HasTheWidthOfColumnsOr120(string columns, int width)
    {
        var expected = await CliRun.Of(width, ["plan", .. s_sample]);

        var run = await Start([("COLUMNS", columns)], ["plan", .. s_sample]);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldBe(expected.Output);
    }

    [Theory]
    [InlineData("--help >/dev/full", ExitCode.Failed)]
    [InlineData("--version >&-", ExitCode.Failed)]
    [InlineData("completion bash >&-", ExitCode.Failed)]
    public async Task Process_OutputThatCannotBeWritten_IsOneLine(string command, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");

        var run = await Shell(command);

        run.ExitCode.ShouldBe(exitCode);
        run.Error.ShouldBe("error: standard output cannot be written; perhaps it is closed, or the disk is full\n");
    }

    [Theory]
    [InlineData("plan {0} --out {1}/p", "the plan was written to {1}/p")]
    [InlineData("plan {0} --json --out {1}/p", "the plan was written to {1}/p")]
    [InlineData("plan {0} --out {1}/p --report {1}/r.html", "the plan was written to {1}/p, the report was written to {1}/r.html")]
    [InlineData("describe {0} --report {1}/r.md", "the report was written to {1}/r.md")]
    [InlineData("place {0} --topic new --partitions 1 --replication-factor 2 --out {1}/q", "the placement was written to {1}/q")]
    public async Task Process_OutputThatCannotBeWritten_SaysWhatWasWrittenBefore(string command, string written)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");
        using var directory = new TemporaryDirectory();
        string Fill(string text) => text.Replace("{0}", string.Join(' ', s_sample), StringComparison.Ordinal)
            .Replace("{1}", directory.Path, StringComparison.Ordinal);

        var run = await Shell(Fill(command) + " >/dev/full");

        run.ExitCode.ShouldBe(ExitCode.Failed);
        run.Error.ShouldBe(
            $"error: standard output cannot be written; perhaps it is closed, or the disk is full; {Fill(written)}\n");
    }

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    public async Task Process_ErrorThatCannotBeWritten_KeepsTheExitCode(string redirection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");

        (await Shell("describe --snapshot no-such-file.json " + redirection)).ExitCode.ShouldBe(ExitCode.BadInput);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Process_Stopped_EndsInOrder(string signal)
    {
        // These tests may themselves run under nohup, which hands SIGHUP down as ignored.
        var start = OperatingSystem.IsLinux() ? $"env --default-signal={signal} " : "";
        var run = await WhileItReadsAsync(start, $"kill -{signal} $tool; wait $tool");

        run.ExitCode.ShouldBe(ExitCode.Failed, run.Error);
        run.Error.ShouldBe("error: cancelled; nothing was written\n");
    }

    [Fact]
    public async Task Process_HangUpUnderNohup_GoesOn()
    {
        var run = await WhileItReadsAsync("nohup ", $"kill -HUP $tool; sleep 1; cat '{s_sample[1]}' >&3; exec 3>&-; wait $tool");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldNotBeEmpty();
    }

    /// <summary>Runs a script while the tool, <c>$tool</c>, waits for its snapshot, a pipe that descriptor 3 writes to.</summary>
    private static async Task<CliRun> WhileItReadsAsync(string start, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals");
        using var directory = new TemporaryDirectory();
        var pipe = directory.File("pipe");
        return await Run(new ProcessStartInfo("sh", [
            "-c",
            $"mkfifo '{pipe}'; {start}dotnet exec '{s_tool}' describe --snapshot '{pipe}' --topology '{s_sample[3]}' & tool=$!; "
                + $"exec 3>'{pipe}'; {script}"
        ]));
    }

    private static Task<CliRun> Shell(string command) =>
        Run(new ProcessStartInfo("sh", ["-c", $"exec dotnet exec '{s_tool}' {command}"]));

    private static Task<CliRun> Start((string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", s_tool, .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Run(start);
    }

    private static async Task<CliRun> Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start).ShouldNotBeNull();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new CliRun(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
