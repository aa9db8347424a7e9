using CommandLine;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Commands;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Application;

public sealed class FailureTests
{
    [Fact]
    public async Task Run_UnexpectedException_IsOneLineAndExitCode1()
    {
        var (exitCode, error) = await Fail(new InvalidOperationException("first\nsecond"));

        exitCode.ShouldBe(ExitCode.Failed);
        error.ShouldBe("error: first second\n");
    }

    [Fact]
    public async Task Run_UnexpectedExceptionVerbose_ShowsTheTrace()
    {
        var (exitCode, error) = await Fail(new InvalidOperationException("broken"), "--verbose");

        exitCode.ShouldBe(ExitCode.Failed);
        error.ShouldContain("error: broken\n");
        error.ShouldContain("   at ");
    }

    [Fact]
    public async Task Run_InputExceptionVerbose_IsOneLineAndExitCode2()
    {
        var (exitCode, error) = await Fail(new InputException("no such value"), "--verbose");

        exitCode.ShouldBe(ExitCode.BadInput);
        error.ShouldBe("error: no such value\n");
    }

    [Fact]
    public async Task Run_CancelledByItsOwnTimeout_IsAFailureWithItsMessage()
    {
        var (exitCode, error) = await Fail(new OperationCanceledException("gave up"));

        exitCode.ShouldBe(ExitCode.Failed);
        error.ShouldBe("error: gave up\n");
    }

    private static async Task<(int ExitCode, string Error)> Fail(Exception exception, params string[] options)
    {
        using var output = new TestConsole();
        using var error = new TestConsole();
        CommandRegistration[] commands = [
            CommandRegistration.For<FailOptions>(_ => new FailCommand(exception), new VerbHelp("", [])), CommandCatalog.All[0]
        ];
        var exitCode = await new CliApplication(commands, new CliContext(output, error, TimeProvider.System)).RunAsync(
            ["fail", .. options], TestContext.Current.CancellationToken);
        output.Output.ShouldBeEmpty();
        return (exitCode, error.Output);
    }

    [Verb("fail")]
    internal sealed class FailOptions : CommandOptions;

    private sealed class FailCommand(Exception exception) : ICommand<FailOptions>
    {
        public Task<int> RunAsync(FailOptions options, CancellationToken cancellationToken) => throw exception;
    }
}
