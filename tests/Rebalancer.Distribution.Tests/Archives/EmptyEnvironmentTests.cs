using System.Runtime.InteropServices;
using Rebalancer.Files;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Distribution.Tests.Archives;

/// <summary>
/// This platform's archive as on a machine that has nothing: no .NET on the PATH, no variable but a HOME that cannot be written, the
/// binary in a directory that cannot be written, an empty working directory.
/// </summary>
/// <remarks>Where the tests run as root, whom no permission stops, the binary runs as nobody (by setpriv).</remarks>
public sealed class EmptyEnvironmentTests : IDisposable
{
    private const string Nobody = "65534";
    private const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Everything = AnyWrite
        | UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead
        | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly TemporaryDirectory _directory = new();
    private readonly string[] _program;
    private readonly string _home;
    private readonly string _working;

    public EmptyEnvironmentTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Permissions and users are those of Unix.");
        var root = new PublishedArchive(RuntimeInformation.RuntimeIdentifier).UnpackInto(_directory.Path);
        _home = Directory.CreateDirectory(_directory.File("home")).FullName;
        _working = Directory.CreateDirectory(_directory.File("working")).FullName;
        foreach (var directory in (string[])[_directory.Path, root, _home])
        {
            SetMode(directory, Everything & ~AnyWrite);
        }

        var binary = Path.Combine(root, "rebalancer");
        if (Environment.IsPrivilegedProcess)
        {
            SetMode(_working, Everything);
            _program = ["/usr/bin/setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", binary];
        }
        else
        {
            _program = [binary];
        }
    }

    public void Dispose()
    {
        foreach (var directory in Directory.GetDirectories(_directory.Path).Prepend(_directory.Path))
        {
            SetMode(directory, Everything);
        }

        _directory.Dispose();
    }

    [Fact]
    public async Task Version_WithoutAnyVariable()
    {
        var run = await ProcessRun.Of([.. _program, "--version"], _working, new Dictionary<string, string>());

        run.ShouldSucceed().Output.ShouldStartWith($"rebalancer {Artifacts.Version}\n");
        run.Output.ShouldContain("OR-Tools ");
        run.Output.ShouldContain("librdkafka ");
    }

    [Fact]
    public async Task Doctor_FindsSolverAndKafkaClient() => (await Start("doctor")).ShouldSucceed();

    [Fact]
    public async Task Plan_OfTheSample_WritesThePlanAndNothingElse()
    {
        foreach (var file in (string[])["cluster.json", "topology.json"])
        {
            File.Copy(RepositoryFiles.Find($"tools/sample/{file}"), Path.Combine(_home, file));
        }

        var run = await Start(
            "plan", "--snapshot", Path.Combine(_home, "cluster.json"), "--topology", Path.Combine(_home, "topology.json"),
            "--out", "plan");

        run.ShouldSucceed();
        File.Exists(Path.Combine(_working, "plan", "reassignment.json")).ShouldBeTrue();
        Directory.GetFileSystemEntries(_working).ShouldHaveSingleItem();
        Directory.GetFileSystemEntries(_home).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Demo_MendsItsCluster() => (await Start("demo")).ShouldSucceed();

    [Fact]
    public async Task Snapshot_OfALiveCluster_IsWhatTheClusterHolds()
    {
        using var cluster = new SimulatedCluster();
        cluster.AddBroker(1, "FD0UD0");
        cluster.AddBroker(2, "FD1UD0");
        cluster.AddBroker(3, "FD2UD1");
        cluster.AddTopic("orders", 1000, [1, 2], [2, 3], [3, 1]);
        await using var server = SimulatedClusterServer.Start(cluster);

        var run = await Start("snapshot", "--bootstrap-server", server.BootstrapServers, "--out", "cluster.json");

        run.ShouldSucceed();
        var snapshot = SnapshotFile.Read(Path.Combine(_working, "cluster.json"));
        snapshot.Brokers.Select(b => b.Rack).ShouldBe(["FD0UD0", "FD1UD0", "FD2UD1"]);
        snapshot.Topics.ShouldHaveSingleItem().Partitions.Select(p => string.Join(',', p.Replicas)).ShouldBe(["1,2", "2,3", "3,1"]);
    }

    [Fact]
    public async Task Apply_OnALiveCluster_IsToldInJsonAndTakenBack()
    {
        using var cluster = new SimulatedCluster();
        cluster.AddBroker(1, "FD0UD0");
        cluster.AddBroker(2, "FD1UD1");
        cluster.AddBroker(3, "FD2UD2");
        cluster.AddTopic("orders", 1000, [1, 2], [1, 2], [1, 2]);
        await using var server = SimulatedClusterServer.Start(cluster);
        string[] run = ["--plan", "plan", "--bootstrap-server", server.BootstrapServers];

        (await Start("plan", "--bootstrap-server", server.BootstrapServers, "--out", "plan", "--json")).ShouldSucceed();
        var apply = await Start(["apply", .. run, "--yes", "--json"]);
        var status = await Start(["status", .. run, "--json"]);
        var undo = await Start(["undo", .. run, "--yes", "--json"]);

        apply.ShouldSucceed().Output.ShouldContain("\"event\":\"report\"");
        status.ShouldSucceed().Output.ShouldContain("\"lastOutcome\": \"completed\"");
        undo.ShouldSucceed();
        cluster.Partitions.Select(p => string.Join(',', p.Replicas)).ShouldBe(["1,2", "1,2", "1,2"]);
    }

    private Task<ProcessRun> Start(params string[] arguments) =>
        ProcessRun.Of([.. _program, .. arguments], _working, new Dictionary<string, string> { ["HOME"] = _home });

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
