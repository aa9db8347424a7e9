using System.Diagnostics;
using Xunit;

namespace Rebalancer.Kafka.Tests.Simulator;

/// <summary>Kafka's own command line tools, 4.3.1, from <c>KAFKA_HOME</c> or from ../shared/kafka beside the repository.</summary>
internal static class KafkaJavaTools
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs a tool to its end, and fails unless it exits with 0.</summary>
    /// <param name="tool">Its class.</param>
    /// <param name="bootstrapServers">The cluster.</param>
    /// <param name="arguments">The rest of the command line.</param>
    /// <returns>What it wrote, standard output before standard error.</returns>
    public static async Task<string> RunAsync(string tool, string bootstrapServers, params string[] arguments)
    {
        var start = new ProcessStartInfo("java") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] options =
        [
            "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
            "-cp", Path.Combine(FindJars(), "*"), tool, "--bootstrap-server", bootstrapServers,
        ];
        foreach (var argument in options.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(s_limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{tool} {string.Join(' ', arguments)} did not end in {s_limit.TotalMinutes} minutes.");
        }

        var text = await output + await error;
        return process.ExitCode == 0
            ? text
            : throw new InvalidOperationException($"{tool} {string.Join(' ', arguments)} ended with {process.ExitCode}: {text}");
    }

    /// <summary>The folder with the jars; without java or jars the test is skipped, saying why.</summary>
    private static string FindJars()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(
            paths.Any(p => File.Exists(Path.Combine(p, "java"))),
            "No java on the PATH: Kafka's own tools cannot be tried against the simulated cluster.");

        var candidates = new List<string>();
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home)
        {
            candidates.Add(Path.Combine(home, "libs"));
        }

        if (Environment.GetEnvironmentVariable("REBALANCER_KAFKA") is { Length: > 0 } folder)
        {
            candidates.Add(Path.Combine(folder, "4.3.1"));
        }

        for (var up = new DirectoryInfo(AppContext.BaseDirectory); up is not null; up = up.Parent)
        {
            candidates.Add(Path.Combine(up.FullName, "shared", "kafka", "4.3.1"));
        }

        var found = candidates.Find(c => Directory.Exists(c) && Directory.EnumerateFiles(c, "kafka-tools-*.jar").Any());
        Assert.SkipWhen(found is null, "No Kafka tools here: set KAFKA_HOME to an Apache Kafka distribution, or REBALANCER_KAFKA to a "
            + "folder that holds 4.3.1 with its jars.");
        return found!;
    }
}
