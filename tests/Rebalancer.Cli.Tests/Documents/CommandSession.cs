using System.Text.RegularExpressions;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;
using Rebalancer.Topology;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Documents;

/// <summary>
/// A directory to work in, which is the process's own meanwhile, and the cluster of tools/sample as a live one on a clock of its own:
/// its brokers tell their racks, and its topics want two in-sync replicas.
/// </summary>
internal sealed partial class CommandSession : IDisposable
{
    private const int Width = 80;
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);

    /// <summary>When Ctrl-C is pressed, after the command began.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(45);

    private readonly string _before = Environment.CurrentDirectory;
    private readonly TemporaryDirectory _directory = new();
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));

    public CommandSession()
    {
        var sample = SnapshotFile.Read(RepositoryFiles.Find("tools/sample/cluster.json"));
        var topology = TopologyResolver.Resolve(sample, table: TopologyFile.Read(RepositoryFiles.Find("tools/sample/topology.json")));
        Cluster = SimulatedCluster.FromSnapshot(
            sample with { Brokers = [.. sample.Brokers.Select(b => b with { Rack = RackOf(topology, b.Id) })] }, null, _time);
        foreach (var topic in sample.Topics)
        {
            Cluster.SetConfig(ConfigResource.Topic(topic.Name), "min.insync.replicas", "2");
        }

        Directory.CreateDirectory(_directory.File("tools"));
        Directory.CreateSymbolicLink(_directory.File("tools/sample"), RepositoryFiles.Find("tools/sample"));
        Environment.CurrentDirectory = _directory.Path;
    }

    public SimulatedCluster Cluster { get; }

    /// <summary>Lets time go by on the cluster.</summary>
    public void Advance(TimeSpan time)
    {
        for (var gone = TimeSpan.Zero; gone < time; gone += s_step)
        {
            _time.Advance(s_step);
        }
    }

    /// <summary>Writes a file into the directory.</summary>
    public void Write(string name, string content) => _directory.Write(name, content);

    /// <summary>Runs one line of a script: a command of ours, which has to succeed, or something that is not ours to run.</summary>
    public void RunScriptLine(string line)
    {
        var command = Comment().Replace(line, "").Trim();
        if (command.StartsWith("rebalancer ", StringComparison.Ordinal))
        {
            Run(command, stopped: false);
        }
        else if (command.StartsWith("tools/", StringComparison.Ordinal))
        {
            File.Exists(RepositoryFiles.Find(command.Split(' ')[0])).ShouldBeTrue(command);
        }
        else
        {
            (command.Length == 0 || OfOthers().IsMatch(command)).ShouldBeTrue($"'{command}' is not run by any test");
        }
    }

    /// <summary>What a command prints on a terminal 80 columns wide where somebody says yes.</summary>
    /// <param name="command">The command, as it is typed.</param>
    /// <param name="stopped">Whether somebody presses Ctrl-C.</param>
    public string Run(string command, bool stopped)
    {
        using var console = new TestConsole { Profile = { Width = Width } };
        console.Interactive();

        // A terminal that draws nothing in place: each line of progress stays.
        console.Profile.Capabilities.Ansi = false;
        console.Input.PushTextWithEnter("y");
        var context = new CliContext(console, console, _time)
        {
            Interactive = true,
            ConnectCluster = (_, _) => new SimulatedClusterAdmin(Cluster),

            // A flush to the disk is waited for on another thread, while time goes on: how far would depend on the machine.
            CreateExecutor = (admin, time, logger) => new Executor(admin, time, logger, new JournalHooks(null, IsDurable: false)),
        };
        using var stop = new CancellationTokenSource();
        var until = _time.GetUtcNow() + s_patience;
        var arguments = command.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        var exitCode = _time.Drive(
            () => new CliApplication(CommandCatalog.All, context).RunAsync(arguments, stop.Token), s_step, TimeSpan.FromHours(6),
            () => Cluster.IsAwaited,
            () =>
            {
                if (stopped && !stop.IsCancellationRequested && _time.GetUtcNow() >= until)
                {
                    context.WriteLine("^C");
                    VirtualTime.Settle(stop.Cancel);
                }
            },
            patience: 60_000,
            isAlone: true);

        var wanted = stopped ? [ExitCode.Interrupted]
            : command.Contains("--detailed-exit-code", StringComparison.Ordinal) ? [ExitCode.Success, ExitCode.ChangesNeeded]
            : new[] { ExitCode.Success };
        wanted.ShouldContain(exitCode, $"{command}\n{console.Output}");

        // What was answered last takes a moment to show.
        Advance(TimeSpan.FromSeconds(1));
        return console.Output;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Cluster.Dispose();
        _directory.Dispose();
    }

    private static string RackOf(RackTopology topology, int broker) =>
        string.Concat(topology.Dimensions.Select((d, i) => d.ShortName + topology.Brokers.Single(b => b.BrokerId == broker).Domains[i]));

    [GeneratedRegex(@"(^|\s+)#.*$")]
    private static partial Regex Comment();

    /// <summary>Tools of others, and lines of the shell that hold no command of ours.</summary>
    [GeneratedRegex(@"^(dotnet (tool|add) |kafka-[a-z-]+\.sh |source <\(rebalancer completion )")]
    private static partial Regex OfOthers();
}
