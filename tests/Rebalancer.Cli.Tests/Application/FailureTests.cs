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

    [Fact]
    public async Task Run_FailureAfterSomethingWasWritten_SaysWhat()
    {
        (await FailAfter(
                ["the plan was written to p", "the report was written to r"], new IOException("standard output cannot be written.")))
            .ShouldBe((
                ExitCode.Failed, "error: standard output cannot be written; the plan was written to p, the report was written to r\n"));
        (await FailAfter(["the plan was written to p"], new IOException("--report r is full; the plan was written to p")))
            .ShouldBe((ExitCode.Failed, "error: --report r is full; the plan was written to p\n"));
    }

    private static Task<(int ExitCode, string Error)> Fail(Exception exception, params string[] options) =>
        FailAfter([], exception, options);

    private static async Task<(int ExitCode, string Error)> FailAfter(
        string[] written, Exception exception, params string[] options)
    {
        using var output = new TestConsole();
        using var error = new TestConsole();
        CommandRegistration[] commands = [
            CommandRegistration.For<FailOptions>(c => new FailCommand(c, exception, written), new VerbHelp("", [])), CommandCatalog.All[0]
        ];
        var exitCode = await new CliApplication(commands, new CliContext(output, error, TimeProvider.System)).RunAsync(
            ["fail", .. options], TestContext.Current.CancellationToken);
        output.Output.ShouldBeEmpty();
        return (exitCode, error.Output);
    }

    [Verb("fail")]
    internal sealed class FailOptions : CommandOptions;

    private sealed class FailCommand(CliContext context, Exception exception, string[] written) : ICommand<FailOptions>
    {
        public Task<int> RunAsync(FailOptions options, CancellationToken cancellationToken)
        {
            Array.ForEach(written, context.Wrote);
            throw exception;
        }
    }
}
