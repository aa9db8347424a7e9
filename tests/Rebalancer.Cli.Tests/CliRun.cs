using System.Text;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests;

/// <summary>Runs the tool in the test's process, as the composition root does, and keeps what it printed.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static Task<CliRun> Of(params string[] arguments) => Of(120, arguments);

    public static Task<CliRun> Of(int width, params string[] arguments) => Of(width, TestContext.Current.CancellationToken, arguments);

    public static Task<CliRun> WithInput(string standardInput, params string[] arguments) =>
        Of(120, () => new MemoryStream(Encoding.UTF8.GetBytes(standardInput)), arguments, TestContext.Current.CancellationToken);

    public static Task<CliRun> Of(int width, CancellationToken cancellationToken, params string[] arguments) =>
        Of(width, () => Stream.Null, arguments, cancellationToken);

    public static Task<CliRun> WithEnvironment(IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        Of(120, () => Stream.Null, arguments, TestContext.Current.CancellationToken, variables);

    private static async Task<CliRun> Of(
        int width,
        Func<Stream> openStandardInput,
        string[] arguments,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        using var output = new TestConsole { Profile = { Width = width } };
        using var error = new TestConsole { Profile = { Width = width } };
        var context = new CliContext(output, error, TimeProvider.System)
        {
            OpenStandardInput = openStandardInput,
            Variable = name => variables?.GetValueOrDefault(name),
        };
        var application = new CliApplication(CommandCatalog.All, context);
        var exitCode = await application.RunAsync(arguments, cancellationToken);
        return new CliRun(exitCode, output.Output, error.Output);
    }

    /// <summary>Holds the run to telling that a report was written to a file.</summary>
    public void ShouldTell(string report) =>
        Output.ReplaceLineEndings(" ").ShouldContain($"Report written to {report}.");

    /// <summary>
    /// Names the files of a directory in the arguments by their names alone, and prints them so: approved texts hold no temporary paths.
    /// </summary>
    public static async Task<CliRun> In(string directory, int width, params string[] arguments)
    {
        var run = await Of(width, [.. arguments.Select(a => File.Exists(Path.Combine(directory, a)) ? Path.Combine(directory, a) : a)]);
        return run with { Output = run.Output.Replace(directory + Path.DirectorySeparatorChar, "", StringComparison.Ordinal) };
    }
}
