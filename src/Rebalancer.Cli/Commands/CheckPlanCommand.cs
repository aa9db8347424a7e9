using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Files;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Csv;
using Rebalancer.Reports.Html;
using Rebalancer.Reports.Json;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer check-plan</c>: judges a plan of any origin; exit code 1 where it must not be applied.</summary>
internal sealed class CheckPlanCommand(CliContext context) : ICommand<CheckPlanCommandOptions>
{
    private static PlanNote OtherFactors { get; } = new(
        PlanNoteKind.Reason,
        PlanNote.OtherFactorsCode,
        "Where other replication factors are meant, --allow-replication-factor-change judges the plan with them.");

    private static PlanNote SeveralFactors { get; } = new(
        PlanNoteKind.Reason,
        PlanNote.OtherFactorsCode,
        "--allow-replication-factor-change accepts one other replication factor for each topic: all its lists must have the same number "
            + "of replicas.");

    public async Task<int> RunAsync(CheckPlanCommandOptions options, CancellationToken cancellationToken)
    {
        var reportFile = ReportFileWriter.From(options.Report, options.ReportFormat, hasMoves: true);
        var files = new InputFiles(context);
        var cluster = await new ClusterSource(options, context, files).ReadAsync(cancellationToken);
        var check = Directory.Exists(options.Plan)
            ? PlanCheck.OfDirectory(options.Plan)
            : PlanCheck.Of(
                await files.ReadAsync("--plan", options.Plan, ReassignmentFile.Read, cancellationToken),
                options.AllowReplicationFactorChange);
        var judgedBy = check.OptionsFor(cluster.Snapshot);
        MissingDomains.Require(cluster.Topology, judgedBy.Roles.Dead, options.AllowMissingDomains);
        cluster = cluster.JudgedWithoutOptions(judgedBy.Roles);
        var verification = check.Judge(cluster.Snapshot, cluster.Topology, cancellationToken);
        var report = CheckReportBuilder.Build(
            options.Plan, cluster.Snapshot, cluster.Topology, verification, judgedBy, [.. check.Notes, .. WhereItsOptionsAre(options.Plan)],
            ReportContext.Of(options, files), cancellationToken);
        if (!Directory.Exists(options.Plan) && verification.Findings.Any(f => f.Code == "replication-factor"))
        {
            report = report with { Notes = report.Notes.Add(options.AllowReplicationFactorChange ? SeveralFactors : OtherFactors) };
        }

        if (Directory.Exists(options.Plan)
            && await BegunPlanNote.OfAsync(options.Plan, cluster.Snapshot, verification, cancellationToken) is { } begun)
        {
            report = report with { Notes = report.Notes.Add(begun) };
        }

        var document = CheckReportLayout.Arrange(report);
        reportFile?.Write(
            document, context, stream => CheckReportJson.Write(stream, report), writer => MovesCsv.Write(writer, report.Effects),
            ReportPage.Of(document.Title, report));
        if (options.Json)
        {
            context.WriteJson(stream => CheckReportJson.Write(stream, report));
        }
        else
        {
            new ReportRenderer(context.Output).Render(document);
            reportFile?.Tell(context);
            NextCommands.Write(context, report.Next);
        }

        return verification.IsValid ? ExitCode.Success : ExitCode.Failed;
    }

    // The lists of a drain alone do not tell what they are for: what is left on the broker would not be noticed.
    private static IEnumerable<string> WhereItsOptionsAre(string plan)
    {
        if (Path.GetFileName(plan) == PlanDirectory.ReassignmentFileName
            && Path.GetDirectoryName(Path.GetFullPath(plan)) is { } directory
            && File.Exists(Path.Combine(directory, PlanDirectory.ManifestFileName)))
        {
            yield return $"{plan} is judged like lists from any other tool. Beside it is the {PlanDirectory.ManifestFileName} that says "
                + $"what the plan was made for: to judge it by that, give the directory: --plan {directory}.";
        }
    }
}
