using System.Collections.Immutable;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Files;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.Plans;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Csv;
using Rebalancer.Reports.Json;
using Rebalancer.Reports.Layout;
using Rebalancer.Verification;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer check-plan</c>: judges a plan of any origin; exit code 1 where it must not be applied.</summary>
internal sealed class CheckPlanCommand(CliContext context) : ICommand<CheckPlanCommandOptions>
{
    public async Task<int> RunAsync(CheckPlanCommandOptions options, CancellationToken cancellationToken)
    {
        var reportFile = ReportFileWriter.From(options.Report, options.ReportFormat, hasMoves: true);
        var files = new InputFiles(context);
        var cluster = await new ClusterSource(options, context, files).ReadAsync(cancellationToken);
        ImmutableArray<string> planNotes = [];
        var judgedBy = VerificationOptions.Default;
        VerificationReport verification;
        if (Directory.Exists(options.Plan))
        {
            var manifest = ReadDirectory(options.Plan, cluster);
            judgedBy = JudgedBy(manifest);
            MissingDomains.Require(cluster.Topology, judgedBy.Roles.Dead, options.AllowMissingDomains);
            verification = PlanVerifier.Verify(cluster.Snapshot, cluster.Topology, manifest.Changes, judgedBy, cancellationToken);
        }
        else
        {
            MissingDomains.Require(cluster.Topology, [], options.AllowMissingDomains);
            var plan = await files.ReadAsync("--plan", options.Plan, ReassignmentFile.Read, cancellationToken);
            var proposed = plan.Partitions.Select(p => new ProposedAssignment(p.TopicPartition, p.Replicas));
            var verdict = PlanVerifier.Verify(cluster.Snapshot, cluster.Topology, proposed, null, cancellationToken);
            verification = UnservedFields.Judge(plan, cluster.Snapshot, verdict);
            planNotes = plan.Notes;
        }

        var report = CheckReportBuilder.Build(
            options.Plan, cluster.Snapshot, cluster.Topology, verification, judgedBy, planNotes, ReportContext.Of(options, files),
            cancellationToken);
        var document = CheckReportLayout.Arrange(report);
        reportFile?.Write(document, stream => CheckReportJson.Write(stream, report), writer => MovesCsv.Write(writer, report.Effects));
        if (options.Json)
        {
            context.WriteJson(stream => CheckReportJson.Write(stream, report));
        }
        else
        {
            new ReportRenderer(context.Output).Render(document);
            NextCommands.Write(context, report.Next);
        }

        return verification.IsValid ? ExitCode.Success : ExitCode.Failed;
    }

    private static PlanManifest ReadDirectory(string directory, ClusterInput cluster)
    {
        var manifest = PlanDirectory.Read(directory);
        return manifest.ClusterId is { } planned && cluster.Snapshot.ClusterId is { } present && planned != present
            ? throw new InputException($"the plan in {directory} is for cluster {planned}, and the cluster given is {present}")
            : manifest;
    }

    /// <summary>A plan directory says what it was made for, and is held to that.</summary>
    private static VerificationOptions JudgedBy(PlanManifest manifest) => new()
    {
        MovesAllowed = manifest.Aim != PlanAim.Leaders,
        WorseSpreadAllowed = manifest.Options?.Spread == SpreadPolicy.Preferred,
        Roles = manifest.Options?.Roles ?? GivenRoles.None,
    };
}
