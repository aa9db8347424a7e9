using Rebalancer.Cli.Application;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests;

/// <summary>Runs the tool in the test's process, as the composition root does, and keeps what it printed.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static Task<CliRun> Of(params string[] arguments) => Of(120, arguments);

    public static async Task<CliRun> Of(int width, params string[] arguments)
    {
        using var output = new TestConsole { Profile = { Width = width } };
        using var error = new TestConsole { Profile = { Width = width } };
        var application = new CliApplication(CommandCatalog.All, new CliContext(output, error, TimeProvider.System));
        var exitCode = await application.RunAsync(arguments, TestContext.Current.CancellationToken);
        return new CliRun(exitCode, output.Output, error.Output);
    }
}
