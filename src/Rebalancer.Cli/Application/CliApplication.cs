using System.Collections.Immutable;
using CommandLine;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;
using Rebalancer.Kafka.Execution.Journal;

namespace Rebalancer.Cli.Application;

/// <summary>Arguments in, exit code out: parses, runs the verb, and turns every failure into one line and its exit code.</summary>
internal sealed class CliApplication(IReadOnlyList<CommandRegistration> commands, CliContext context)
{
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var parser = new Parser(settings =>
        {
            settings.AutoHelp = true;
            settings.AutoVersion = true;
            settings.HelpWriter = null;
            settings.CaseInsensitiveEnumValues = true;
        });
        var tokens = ArgumentCheck.Normalize(arguments);
        if (ArgumentCheck.Mistake(tokens, commands) is { } mistake)
        {
            context.WriteErrorLine("error: " + mistake);
            return ExitCode.BadInput;
        }

        var result = parser.ParseArguments(tokens, [.. commands.Select(c => c.OptionsType)]);
        if (result is not Parsed<object> { Value: CommandOptions options })
        {
            return Answer(result, tokens);
        }

        if (options.Unexpected.Skip(options.WordCount).FirstOrDefault() is { } unexpected)
        {
            context.WriteErrorLine($"error: unexpected argument '{unexpected}'; every value belongs to an option, see --help");
            return ExitCode.BadInput;
        }

        var environment = EnvironmentDefaults.Apply(options, context.Variable);
        var command = commands.Single(c => c.OptionsType == options.GetType());
        try
        {
            ConsoleColors.Apply(options.Color, context.Output, context.Error);
            OutputFileCheck.Require(options);
            return await command.RunAsync(context, options, cancellationToken);
        }
        catch (InputException e)
        {
            return Fail(new InputException(WithOrigin(OptionNames.AsFlags(e.Message), environment), e), options, ExitCode.BadInput);
        }
        catch (JournalException e)
        {
            // Thrown before a run begins; what happens later is in its report.
            return Fail(e, options, ExitCode.BadInput);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.WriteErrorLine("error: cancelled; " + (context.Left ?? "nothing was written"));
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // The last line of defence: a person sees one line, never a stack trace unless asked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail(e, options, ExitCode.Failed, WithLeft(e.Message));
        }
    }

    private int Answer(ParserResult<object> result, string[] arguments)
    {
        try
        {
            return new UsageResponse(commands, context).Answer(result, arguments);
        }
        catch (IOException e)
        {
            context.WriteErrorLine("error: " + OneLine(e.Message));
            return ExitCode.Failed;
        }
    }

    private int Fail(Exception exception, CommandOptions options, int exitCode, string? message = null)
    {
        context.WriteErrorLine("error: " + OneLine(message ?? exception.Message));
        if (options.Verbose && exitCode == ExitCode.Failed)
        {
            context.WriteErrorLine(exception.ToString());
        }

        return exitCode;
    }

    /// <summary>A failure after something was written says what, where its own message does not.</summary>
    private string WithLeft(string message) =>
        context.Left is { } left && !message.Contains(left, StringComparison.Ordinal) ? $"{message.TrimEnd('.')}; {left}" : message;

    /// <summary>Whoever typed no such value learns where it comes from.</summary>
    private static string WithOrigin(string message, ImmutableArray<(string Name, string Value)> environment) =>
        environment.FirstOrDefault(v => message.Contains(v.Value, StringComparison.Ordinal)) is { Name: { } name, Value: { } value }
            ? $"{message.TrimEnd('.')}. The environment says {name}={value}."
            : message;

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
