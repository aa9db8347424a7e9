using System.Text;
using System.Text.RegularExpressions;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Commands;

/// <summary>What a person reads while a plan is carried out, stopped, taken back and undone.</summary>
public sealed partial class ExecutionTextTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FastTimeProvider _time = new(300);
    private readonly SimulatedCluster _cluster;
    private readonly StringBuilder _said = new();
    private string _plan = "";

    public ExecutionTextTests() => _cluster = SimulatedCluster.FromSnapshot(ClusterFiles.ScaleOut, SimulatedClusterOptions.Default, _time);

    public void Dispose()
    {
        _cluster.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task EveryVerb_FromThePlanToTheWayBack_SaysTheApprovedText()
    {
        _plan = _directory.File("plan");
        (await CliRun.Of("plan", "--snapshot", _directory.WriteScaleOut(), "--out", _plan)).ExitCode.ShouldBe(ExitCode.Success);

        await SayAsync("status");
        await SayAsync("verify");
        await StopAsync("apply", "--yes", "--throttle", "10kB", "--allow-slow");
        await SayAsync("status");
        await SayAsync("cancel", "--yes");
        await SayAsync("unthrottle", "--yes");
        await SayAsync("apply", "--yes", "--throttle", "50MB");
        await SayAsync("verify");
        await SayAsync("apply", "--yes");
        await SayAsync("cancel", "--yes");
        await SayAsync("undo", "--yes");
        await SayAsync("status");
        await SayAsync("cancel", "--yes");
        await SayAsync("undo", "--yes");
        await SayAsync("unthrottle", "--yes");

        _said.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    /// <summary>Stops the command when its first moves are on their way.</summary>
    private async Task StopAsync(params string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        using (_cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            stop.Cancel();
            return null;
        }))
        {
            await SayAsync(stop.Token, arguments);
        }
    }

    private Task SayAsync(params string[] arguments) => SayAsync(TestContext.Current.CancellationToken, arguments);

    private async Task SayAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var output = new TestConsole { Profile = { Width = 120 } };
        using var error = new TestConsole { Profile = { Width = 120 } };
        var context = new CliContext(output, error, _time) { ConnectCluster = (_, _) => new SimulatedClusterAdmin(_cluster) };
        string[] all = [arguments[0], "--plan", _plan, "--bootstrap-server", "simulated:9092", .. arguments[1..]];
        var exitCode = await new CliApplication(CommandCatalog.All, context).RunAsync(all, cancellationToken);
        _said.Append($"$ rebalancer {string.Join(' ', arguments)}\n{Steady(output.Output)}{Steady(error.Output)}[exit {exitCode}]\n\n");
    }

    // What depends on the moment of a look stands for itself: how far it is, how fast, how long.
    private string Steady(string text)
    {
        var lines = text.Replace(_plan, "plan", StringComparison.Ordinal).Split('\n')
            .Where(l => !l.StartsWith("partitions: ", StringComparison.Ordinal) && !MovingLine().IsMatch(l));
        var steady = Fingerprint().Replace(string.Join('\n', lines), "<fingerprint>");
        steady = Moment().Replace(steady, "<moment>");
        steady = Duration().Replace(steady, "<time>");
        return Amount().Replace(steady, "<amount>");
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Fingerprint();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")]
    private static partial Regex Moment();

    [GeneratedRegex(@"\b(\d+d \d+h|\d+h \d\dm|\d+m \d\ds|\d+s)\b")]
    private static partial Regex Duration();

    [GeneratedRegex(@"[\d.,]+ (%|.?i?B(/s)?)\b|[\d.]+ %")]
    private static partial Regex Amount();

    // The table of running moves: its columns are as wide as what stands in them.
    [GeneratedRegex(@"^ *([a-z]+-\d+ .*B |partition  |─+$)")]
    private static partial Regex MovingLine();
}
