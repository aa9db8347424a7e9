using System.Text;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution.Reports;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer verify</c>.</summary>
internal sealed class VerifyCommand(CliContext context) : ICommand<VerifyCommandOptions>
{
    public async Task<int> RunAsync(VerifyCommandOptions options, CancellationToken cancellationToken)
    {
        ExecutionSource.Require(options);
        var reportFile = ReportFileWriter.From(options.Report, null);
        await using var admin = LiveCluster.Connect(options, context);
        var request = await ExecutionSource.ReadAsync(ExecutionCommand.Verify, options, admin, context, cancellationToken);
        var report = await LiveCluster.Executor(admin, options, context).VerifyAsync(request, cancellationToken);
        var json = ExecutionJson.Document(report);
        reportFile?.Write(
            ExecutionReportLayout.Arrange(report, ExecutionNextSteps.After(report, options)),
            context,
            stream => stream.Write(Encoding.UTF8.GetBytes(json + "\n")));
        if (options.Json)
        {
            context.WriteRawLine(json);
        }
        else
        {
            new ExecutionRenderer(context).Render(report, null, null);
            reportFile?.Tell(context);
        }

        return report.Outcome == ExecutionOutcome.Completed ? ExitCode.Success : ExitCode.Failed;
    }
}

/// <summary><c>rebalancer status</c>.</summary>
internal sealed class StatusCommand(CliContext context) : ICommand<StatusCommandOptions>
{
    public async Task<int> RunAsync(StatusCommandOptions options, CancellationToken cancellationToken)
    {
        ExecutionSource.Require(options);
        var reportFile = ReportFileWriter.From(options.Report, null);
        await using var admin = LiveCluster.Connect(options, context);
        var request = await ExecutionSource.ReadAsync(ExecutionCommand.Verify, options, admin, context, cancellationToken);
        var status = await LiveCluster.Executor(admin, options, context).StatusAsync(request, cancellationToken);
        var json = ExecutionJson.Document(status);
        reportFile?.Write(
            ExecutionReportLayout.Arrange(status, ExecutionNextSteps.After(status, request.Plan.Fingerprint, options)),
            context,
            stream => stream.Write(Encoding.UTF8.GetBytes(ExecutionJson.Document(status, withTimeline: true) + "\n")));
        if (options.Json)
        {
            context.WriteRawLine(json);
        }
        else
        {
            new ExecutionRenderer(context).Render(status);
            reportFile?.Tell(context);
        }

        return ExitCode.Success;
    }
}
