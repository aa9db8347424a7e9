using System.Collections.Immutable;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Files;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Reports;
using Rebalancer.Verification;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer check-plan</c>: judges a plan of any origin; exit code 1 where it must not be applied.</summary>
internal sealed class CheckPlanCommand(CliContext context) : ICommand<CheckPlanCommandOptions>
{
    public async Task<int> RunAsync(CheckPlanCommandOptions options, CancellationToken cancellationToken)
    {
        var files = new InputFiles(context);
        var cluster = await new ClusterSource(options, context, files).ReadAsync(cancellationToken);
        MissingDomains.Require(cluster.Topology, [], options.AllowMissingDomains);
        ImmutableArray<string> planNotes = [];
        VerificationReport verification;
        if (Directory.Exists(options.Plan))
        {
            verification = VerifyDirectory(options.Plan, cluster, cancellationToken);
        }
        else
        {
            var plan = await files.ReadAsync("--plan", options.Plan, ReassignmentFile.Read, cancellationToken);
            var proposed = plan.Partitions.Select(p => new ProposedAssignment(p.TopicPartition, p.Replicas));
            verification = UnservedFields.Judge(plan, cluster.Snapshot, PlanVerifier.Verify(cluster.Snapshot, cluster.Topology, proposed, null, cancellationToken));
            planNotes = plan.Notes;
        }

        var report = CheckReport.Create(options.Plan, cluster.Snapshot, cluster.Topology, verification, planNotes);
        if (options.Json)
        {
            context.WriteJson(report.WriteJson);
        }
        else
        {
            new ReportRenderer(context.Output).Render(report.Arrange());
        }

        return verification.IsValid ? ExitCode.Success : ExitCode.Failed;
    }

    /// <summary>A plan directory says what it was made for, and is held to that.</summary>
    private static VerificationReport VerifyDirectory(string directory, ClusterInput cluster, CancellationToken cancellationToken)
    {
        var manifest = PlanDirectory.Read(directory);
        if (manifest.ClusterId is { } planned && cluster.Snapshot.ClusterId is { } present && planned != present)
        {
            throw new InputException($"the plan in {directory} is for cluster {planned}, and the cluster given is {present}");
        }

        var judgedBy = new VerificationOptions
        {
            MovesAllowed = manifest.Aim != PlanAim.Leaders,
            WorseSpreadAllowed = manifest.Options?.Spread == SpreadPolicy.Preferred,
            DeadBrokers = manifest.Options?.Roles.Dead ?? [],
        };
        return PlanVerifier.Verify(cluster.Snapshot, cluster.Topology, manifest.Changes, judgedBy, cancellationToken);
    }
}
