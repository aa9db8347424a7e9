using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>The tool as people run it: a process of its own.</summary>
public static class CliProcess
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>The command line of the tool, for a process that a test starts and ends itself.</summary>
    public static IReadOnlyList<string> CommandLine(params IEnumerable<string> arguments) =>
        ["dotnet", Path.Combine(AppContext.BaseDirectory, "rebalancer.dll"), .. arguments];

    /// <summary>Runs the tool to its end.</summary>
    public static Task<CommandResult> RunAsync(params IEnumerable<string> arguments) =>
        Command.RunAsync(CommandLine(arguments), s_limit, TestContext.Current.CancellationToken);
}
