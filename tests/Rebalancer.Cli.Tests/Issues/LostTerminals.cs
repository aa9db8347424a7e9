using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Tests.Commands;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;
using Shouldly;
using Spectre.Console;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// A session that was lost (SIGHUP) killed a run on the spot, and so did a line of progress that could not be printed: its throttles
/// stayed.
/// </summary>
public sealed class LostTerminals : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FastTimeProvider _time = new(300);
    private readonly SimulatedCluster _cluster;

    public LostTerminals() =>
        _cluster = SimulatedCluster.FromSnapshot(ClusterFiles.ScaleOut, SimulatedClusterOptions.Default, _time);

    public void Dispose()
    {
        _cluster.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Apply_OutputIsLostMeanwhile_GoesOnToItsEndAndTells(bool json)
    {
        using var lost = new Lost();
        using var _ = _cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            lost.IsLost = true;
            return null;
        });

        var (exitCode, error) = await ApplyAsync(new StandardWriter(() => lost, "standard output"), json, CancellationToken.None);

        exitCode.ShouldBe(ExitCode.Failed);
        error.ReplaceLineEndings(" ").ShouldContain(
            "standard output cannot be written; perhaps it is closed, or the disk is full; what was "
            + $"done so far is in {_directory.File("plan")}");
        _cluster.Reassigning.ShouldBeEmpty();
        _cluster.ThrottleKeys().ShouldBeEmpty();
        File.ReadAllText(_directory.File("plan/execution-report.txt")).ShouldContain("apply: completed.");
        File.Exists(_directory.File("report.html")).ShouldBeTrue();
    }

    [Fact]
    public async Task Apply_SessionIsLost_EndsAsAnyStop()
    {
        using var lost = new Lost();
        using var stop = new CancellationTokenSource();
        var output = new StandardWriter(() => lost, "standard output");
        using var _ = _cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            lost.IsLost = true;
            output.HangUp();
            stop.Cancel();
            return null;
        });

        var (exitCode, error) = await ApplyAsync(output, json: false, stop.Token);

        exitCode.ShouldBe(ExitCode.Interrupted, error);
        File.ReadAllText(_directory.File("plan/execution-report.txt")).ShouldContain("apply: interrupted.");
        File.Exists(_directory.File("report.html")).ShouldBeTrue();
    }

    private async Task<(int ExitCode, string Error)> ApplyAsync(StandardWriter output, bool json, CancellationToken cancellationToken)
    {
        var plan = _directory.File("plan");
        (await CliRun.Of("plan", "--snapshot", _directory.WriteScaleOut(), "--out", plan)).ExitCode.ShouldBe(ExitCode.Success);
        using var error = new TestConsole { Profile = { Width = 160 } };
        var context = new CliContext(ConsoleFactory.Create(output, redirected: true, _ => null), error, _time)
        {
            ConnectCluster = (_, _) => new SimulatedClusterAdmin(_cluster),
        };
        string[] arguments =
        [
            "apply", "--plan", plan, "--bootstrap-server", "simulated:9092", "--yes", "--report", _directory.File("report.html"),
            .. json ? (string[])["--json"] : [],
        ];
        return (await new CliApplication(CommandCatalog.All, context).RunAsync(arguments, cancellationToken), error.Output);
    }

    /// <summary>A terminal that can be lost: every write fails from then on.</summary>
    private sealed class Lost : StringWriter
    {
        public bool IsLost { get; set; }

        public override void Write(char value) => Fail();

        public override void Write(char[] buffer, int index, int count) => Fail();

        public override void Write(string? value) => Fail();

        public override void WriteLine(string? value) => Fail();

        public override void Flush() => Fail();

        private void Fail()
        {
            if (IsLost)
            {
                throw new IOException("Input/output error");
            }
        }
    }
}
