using System.Globalization;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>
/// Nothing that a test started outlives it: neither the script of one of Kafka's tools nor the JVM that it starts, however the test ends.
/// </summary>
public sealed class ToolProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public ToolProcessTests()
    {
        Directory.CreateDirectory(_directory.File("etc"));
        File.WriteAllText(_directory.File("etc/brokers"), "1\n");
        File.WriteAllText(
            _directory.File("cluster.env"),
            "version=4.3.1\nmode=kraft\nfirst=1\nport=9\nsecurity=plaintext\nsasl=\nacls=\nlogdirs=1\ncluster_id=none\nsets=()\n");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Dispose_OfATool_EndsItsJvm()
    {
        await using (await StartConsumerAsync())
        {
        }

        await NoneIsLeftAsync();
    }

    [Fact]
    public async Task Guard_OfATestRunThatWasKilled_EndsToolsWithoutTheirParent()
    {
        await using var tool = await StartConsumerAsync();
        await tool.SignalAsync("KILL", TestContext.Current.CancellationToken);
        // not of its output, which the JVM keeps open
        await Eventually.GetAsync(() => Task.FromResult(tool.HasExited), ended => ended, "the script's end");
        Jvms().ShouldHaveSingleItem("the JVM has lost its parent and runs on");
        var run = RunningCommand.Start(["true"]);
        var id = run.Id.ToString(CultureInfo.InvariantCulture);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        await run.DisposeAsync();

        (await Command.RunAsync(
            ["bash", KafkaInstallation.Script, "guard", "--dir", _directory.Path, "--pid", id],
            TimeSpan.FromMinutes(3),
            TestContext.Current.CancellationToken)).EnsureSuccess("guard");

        await NoneIsLeftAsync();
    }

    // Nobody listens there: the consumer asks again and again, and would do so for ever.
    private async Task<RunningCommand> StartConsumerAsync()
    {
        if ((KafkaInstallation.SkipReason(new KafkaClusterOptions(), onlyWithAll: false)
            ?? (Directory.Exists("/proc/self") ? null : "Needs /proc.")) is { } reason)
        {
            Assert.Skip(reason);
        }

        var tool = RunningCommand.Start([
            "bash",
            KafkaInstallation.Script,
            "tool",
            "--dir",
            _directory.Path,
            "kafka-verifiable-consumer",
            "--bootstrap-server",
            "127.0.0.1:9",
            "--topic",
            "t",
            "--group-id",
            "g"
        ]);
        await Eventually.GetAsync(() => Task.FromResult(Jvms().Count), count => count == 1 || tool.HasExited, "the consumer's JVM");
        tool.HasExited.ShouldBeFalse(tool.Output + tool.Error);
        return tool;
    }

    private async Task NoneIsLeftAsync() =>
        await Eventually.GetAsync(() => Task.FromResult(Jvms().Count), count => count == 0, "the end of the consumer's JVM");

    /// <summary>Ids of JVMs that carry this test's folder in their environment, as children of its tools do.</summary>
    private List<string> Jvms() =>
        [.. Directory.EnumerateDirectories("/proc").Select(d => Path.GetFileName(d)).Where(id => id.All(char.IsAsciiDigit)
            && Text(id, "comm").Trim() == "java"
            && Text(id, "environ").Split('\0').Contains($"REBALANCER_CLUSTER={_directory.Path}"))];

    private static string Text(string id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty; // it has just ended, or is not ours
        }
    }
}
