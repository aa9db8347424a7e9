using System.Globalization;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>
/// A real cluster on loopback, started by tools/kafka.sh. Disposing stops it and deletes its data; should this process die before, a guard
/// process stops it.
/// </summary>
/// <remarks>Broker ids are 1001 and up, in the order of the racks; broker n listens on 127.0.1.n.</remarks>
public sealed class KafkaCluster : ITestCluster, IAsyncDisposable
{
    /// <summary>Generous: a busy machine takes long to start nine JVMs.</summary>
    private static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan s_toolLimit = TimeSpan.FromMinutes(3);

    private readonly PortLease _ports;
    private readonly string _directory;
    private RunningCommand? _guard;

    private KafkaCluster(KafkaClusterOptions options, PortLease ports)
    {
        Options = options;
        _ports = ports;
        _directory = Path.Combine(Path.GetTempPath(), $"rebalancer-kafka-{ports.Port}");
    }

    /// <summary>What was started.</summary>
    public KafkaClusterOptions Options { get; }

    /// <summary>The client listener's servers, <c>host:port,...</c>.</summary>
    public string BootstrapServers { get; private set; } = string.Empty;

    /// <summary>The plaintext listener of brokers and tools.</summary>
    public string InternalServers { get; private set; } = string.Empty;

    /// <summary>ZooKeeper, where the cluster has it.</summary>
    public string ZooKeeper => $"127.0.1.254:{Text(_ports.Port + 2)}";

    /// <summary>The folder with the cluster's keys: ca.pem, client.pem, client.key, trust.p12 (password changeit).</summary>
    public string TlsDirectory => Path.Combine(_directory, "tls");

    /// <summary>A folder for files that a test hands to tools.</summary>
    public string ScratchDirectory => Path.Combine(_directory, "scratch");

    /// <summary>Starts a cluster and returns when every broker is registered.</summary>
    public static async Task<KafkaCluster> StartAsync(KafkaClusterOptions options, CancellationToken cancellationToken)
    {
        var cluster = new KafkaCluster(options, PortLease.Acquire());
        try
        {
            await cluster.StopAsync(); // what an interrupted run may have left
            Directory.CreateDirectory(cluster.ScratchDirectory);
            var command = new List<string>
            {
                "start",
                "--dir",
                cluster._directory,
                "--version",
                options.Version,
                "--port",
                Text(cluster._ports.Port),
                "--racks",
                string.Join(',', options.Racks),
                "--log-dirs",
                Text(options.LogDirs)
            };
            command.AddRange(options.Mode is null ? [] : ["--mode", options.Mode]);
            command.AddRange(options.Security == "plaintext" ? [] : ["--security", options.Security]);
            command.AddRange(options.Sasl.Count == 0 ? [] : ["--sasl", string.Join(',', options.Sasl)]);
            command.AddRange(options.Acls ? ["--acls"] : []);
            command.AddRange(options.Settings.SelectMany(s => new[] { "--set", s }));
            cluster._guard = RunningCommand.Start(
                ["bash", KafkaInstallation.Script, "guard", "--dir", cluster._directory, "--pid", Text(Environment.ProcessId)]);
            cluster.TakeEndpoints(await RunScriptAsync(command, s_startLimit, cancellationToken));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Runs one of Kafka's own tools to its end, for instance <c>kafka-topics</c>, on the plaintext listener unless a server is given.
    /// </summary>
    public Task<CommandResult> RunToolAsync(string name, params IEnumerable<string> arguments) =>
        Command.RunAsync(ToolCommand(name, arguments), s_toolLimit, TestContext.Current.CancellationToken);

    /// <summary>Starts one of Kafka's own tools that runs on, for instance <c>kafka-verifiable-producer</c>.</summary>
    public RunningCommand StartTool(string name, params IEnumerable<string> arguments) =>
        RunningCommand.Start(ToolCommand(name, arguments));

    /// <summary>Ends a broker at once.</summary>
    public Task KillBrokerAsync(int id) => SignalBrokerAsync(id, "KILL");

    /// <summary>Sends a broker a signal: STOP freezes it, CONT thaws it.</summary>
    public Task SignalBrokerAsync(int id, string signal) =>
        RunScriptAsync(
            ["kill", "--dir", _directory, "--broker", Text(id), "--signal", signal], s_toolLimit, TestContext.Current.CancellationToken);

    /// <summary>Starts a broker again; returns when it is registered.</summary>
    public Task StartBrokerAsync(int id) =>
        RunScriptAsync(["up", "--dir", _directory, "--broker", Text(id)], s_startLimit, TestContext.Current.CancellationToken);

    /// <summary>Starts more brokers, with the next ids.</summary>
    public async Task AddBrokersAsync(params IEnumerable<string> racks) =>
        TakeEndpoints(await RunScriptAsync(
            ["add", "--dir", _directory, "--racks", string.Join(',', racks)], s_startLimit, TestContext.Current.CancellationToken));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_guard is not null)
        {
            await _guard.DisposeAsync();
        }

        _ports.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private List<string> ToolCommand(string name, IEnumerable<string> arguments) =>
        ["bash", KafkaInstallation.Script, "tool", "--dir", _directory, name, .. arguments];

    private static async Task<string> RunScriptAsync(IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        List<string> command = ["bash", KafkaInstallation.Script, .. arguments];
        var result = await Command.RunAsync(command, limit, cancellationToken);
        return result.EnsureSuccess(string.Join(' ', command));
    }

    private async Task StopAsync()
    {
        if (Directory.Exists(_directory))
        {
            await RunScriptAsync(["stop", "--dir", _directory], s_toolLimit, CancellationToken.None);
            // a killed JVM may still be writing its last file
            for (var attempt = 0; Directory.Exists(_directory); attempt++)
            {
                try
                {
                    Directory.Delete(_directory, recursive: true);
                }
                catch (IOException) when (attempt < 100)
                {
                    await Task.Delay(100);
                }
            }
        }
    }

    private void TakeEndpoints(string output)
    {
        var values = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => l.Contains('=')).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        BootstrapServers = values["bootstrap"];
        InternalServers = values["internal"];
    }
}
