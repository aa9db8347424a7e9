using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Reports;
using Rebalancer.Verification;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer describe</c>: a cluster as it is.</summary>
internal sealed class DescribeCommand(CliContext context) : ICommand<DescribeCommandOptions>
{
    public async Task<int> RunAsync(DescribeCommandOptions options, CancellationToken cancellationToken)
    {
        var reportFile = ReportFileWriter.From(options.Report, options.ReportFormat);
        var cluster = await new ClusterSource(options, context, new InputFiles(context)).ReadAsync(cancellationToken);

        // The measures are those of a plan that changes nothing.
        var asItIs = PlanVerifier.Verify(cluster.Snapshot, cluster.Topology, Array.Empty<ProposedAssignment>(), null, cancellationToken);
        var report = ClusterReport.Create(cluster.Snapshot, cluster.Topology, asItIs.Before);
        var document = ClusterReportLayout.Arrange(report);
        reportFile?.Write(document, stream => ClusterReportJson.Write(stream, report));
        if (options.Json)
        {
            context.WriteJson(stream => ClusterReportJson.Write(stream, report));
        }
        else
        {
            new ReportRenderer(context.Output).Render(document);
        }

        return ExitCode.Success;
    }
}
