using System.Text;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Plans;

namespace Rebalancer.Cli.Commands;

/// <summary>apply, undo, cancel and unthrottle: look, show, ask, run, report.</summary>
internal abstract class ChangingCommand<TOptions>(
    CliContext context,
    ExecutionCommand command,
    Func<IExecutor, ExecutionRequest, IProgress<ExecutionEvent>, CancellationToken, Task<ExecutionReport>> run) : ICommand<TOptions>
    where TOptions : ChangingCommandOptions
{
    private readonly string _verb = command.Word();

    public async Task<int> RunAsync(TOptions options, CancellationToken cancellationToken)
    {
        ExecutionSource.Require(options);
        ExecutionOptionsMapper.Map(options);
        var isDry = options is MovingCommandOptions { DryRun: true };
        var reportFile = ReportFileWriter.From(options.Report, null);
        if (isDry && reportFile is not null)
        {
            throw new InputException($"--report {options.Report} tells what was done, and --dry-run does nothing; leave one of them out");
        }

        context.Left = "nothing was changed";
        await using var admin = LiveCluster.Connect(options, context);
        var request = await ExecutionSource.ReadAsync(command, options, admin, context, cancellationToken);

        // From the first question to the last write, so that nobody replaces the plan while a person thinks about it.
        using var held = !isDry && Directory.Exists(request.Directory) ? Take(options, request.Directory) : null;
        request = request with { Lock = held };
        var executor = LiveCluster.Executor(admin, options, context);
        var preview = await executor.PreviewAsync(command, request, cancellationToken);
        var view = new ExecutionRenderer(context);
        if (!preview.Refusals.IsEmpty)
        {
            if (options.Json)
            {
                context.WriteRawLine(ExecutionJson.RefusedLine(preview));
            }

            foreach (var refusal in preview.Refusals)
            {
                context.WriteErrorLine("refused: " + refusal);
            }

            return ExitCode.BadInput;
        }

        if (!options.Json)
        {
            view.Render(preview);
            if (options is ApplyCommandOptions { Reassignment: not null } bare && preview.NothingTo is null)
            {
                context.WriteRawLine($"  its spread is not judged here; to judge it: {ExecutionNextSteps.JudgeLine(bare)}");
            }
        }

        if (isDry)
        {
            context.WriteRawLine(options.Json ? ExecutionJson.Document(preview) : "A dry run: nothing was changed.");
            return ExitCode.Success;
        }

        if (!options.Yes && !await AskAsync(cancellationToken))
        {
            return ExitCode.BadInput;
        }

        ExecutionSource.Keep(options, request, cancellationToken);
        var earlier = RunFiles.Journals(request.Directory);
        var progress = ExecutionProgress.Create(context, options.Json, Resume(options), view.Told);
        ExecutionReport report;
        try
        {
            report = await run(executor, request, progress, cancellationToken);
        }
        finally
        {
            if (RunFiles.Journals(request.Directory) > earlier)
            {
                context.Left = $"what was done so far is in {request.Directory}";
            }

            await progress.StopAsync();
        }

        bool isWritten;
        try
        {
            if (options.Json)
            {
                context.WriteRawLine(ExecutionJson.Line(report));
            }
            else
            {
                view.Render(report, request.Directory, Resume(options));
            }
        }
        finally
        {
            // Also where nothing can be printed any more.
            isWritten = reportFile is null || Write(reportFile, report, options);
        }

        return isWritten || report.Outcome != ExecutionOutcome.Completed
            ? ExitOf(report.Outcome)
            : ExitCode.Failed;
    }

    // The cluster is changed by now: a file that cannot be written is told beside what was done, not in its place.
    private bool Write(ReportFileWriter file, ExecutionReport report, TOptions options)
    {
        try
        {
            // Told above, and below where the file cannot be written.
            var done = context.Left;
            context.Left = null;
            file.Write(
                ExecutionReportLayout.Arrange(report, ExecutionNextSteps.After(report, options)),
                context,
                stream => stream.Write(Encoding.UTF8.GetBytes(ExecutionJson.Document(report) + "\n")));
            context.Left = done is null ? context.Left : $"{done}, {context.Left}";
            if (!options.Json)
            {
                file.Tell(context);
            }

            return true;
        }
        catch (InputException e)
        {
            context.WriteErrorLine($"error: {e.Message}; what was run is told above, and 'status --report' makes a report with the same "
                + "timeline");
            return false;
        }
    }

    internal static int ExitOf(ExecutionOutcome outcome) => outcome switch
    {
        ExecutionOutcome.Completed => ExitCode.Success,
        ExecutionOutcome.Refused => ExitCode.BadInput,
        ExecutionOutcome.Interrupted => ExitCode.Interrupted,
        _ => ExitCode.Failed,
    };

    private static PlanLock Take(TOptions options, string directory)
    {
        try
        {
            return PlanLock.Take(directory);
        }
        catch (InputException e)
        {
            throw new InputException($"{(options.Plan is null ? "--reassignment" : "--plan")}: {e.Message}", e);
        }
    }

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        if (!context.Interactive)
        {
            context.WriteErrorLine($"error: '{_verb}' changes the cluster and there is no terminal to ask on; add --yes to run it without "
                + "asking. Nothing was changed.");
            return false;
        }

        if (await Confirmation.AskAsync(context.Output, $"{command} now?", cancellationToken))
        {
            return true;
        }

        context.WriteErrorLine("Nothing was changed.");
        return false;
    }

    private string Resume(TOptions options) => ExecutionNextSteps.Line(_verb, options);
}

/// <summary><c>rebalancer apply</c>.</summary>
internal sealed class ApplyCommand(CliContext context) : ChangingCommand<ApplyCommandOptions>(
    context, ExecutionCommand.Apply, (e, request, progress, token) => e.ApplyAsync(request, progress, token));

/// <summary><c>rebalancer undo</c>.</summary>
internal sealed class UndoCommand(CliContext context) : ChangingCommand<UndoCommandOptions>(
    context, ExecutionCommand.Undo, (e, request, progress, token) => e.UndoAsync(request, progress, token));

/// <summary><c>rebalancer cancel</c>.</summary>
internal sealed class CancelCommand(CliContext context) : ChangingCommand<CancelCommandOptions>(
    context, ExecutionCommand.Cancel, (e, request, progress, token) => e.CancelAsync(request, progress, token));

/// <summary><c>rebalancer unthrottle</c>.</summary>
internal sealed class UnthrottleCommand(CliContext context) : ChangingCommand<UnthrottleCommandOptions>(
    context, ExecutionCommand.Unthrottle, (e, request, progress, token) => e.UnthrottleAsync(request, progress, token));
