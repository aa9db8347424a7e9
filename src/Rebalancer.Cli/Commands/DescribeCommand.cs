using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Reports;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Html;
using Rebalancer.Reports.Json;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer describe</c>: a cluster as it is.</summary>
internal sealed class DescribeCommand(CliContext context) : ICommand<DescribeCommandOptions>
{
    public async Task<int> RunAsync(DescribeCommandOptions options, CancellationToken cancellationToken)
    {
        var reportFile = ReportFileWriter.From(options.Report, options.ReportFormat);
        var files = new InputFiles(context);
        var cluster = (await new ClusterSource(options, context, files).ReadAsync(cancellationToken)).JudgedWithoutOptions();
        var report = ClusterReportBuilder.Build(cluster.Snapshot, cluster.Topology, ReportContext.Of(options, files), cancellationToken);
        var document = ClusterReportLayout.Arrange(report, options.Violations);
        reportFile?.Write(
            document, context, stream => ClusterReportJson.Write(stream, report), page: ReportPage.Of(document.Title, report));
        if (options.Json)
        {
            context.WriteJson(stream => ClusterReportJson.Write(stream, report));
        }
        else
        {
            new ReportRenderer(context.Output).Render(document);
            reportFile?.Tell(context);
            NextCommands.Write(context, report.Next);
        }

        return options.DetailedExitCode && report.Headline.Verdict != Verdict.Balanced ? ExitCode.ChangesNeeded : ExitCode.Success;
    }
}
