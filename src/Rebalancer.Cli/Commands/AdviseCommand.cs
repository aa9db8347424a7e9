using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Json;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer advise</c>: where new brokers do most good, and which can be spared.</summary>
internal sealed class AdviseCommand(CliContext context) : ICommand<AdviseCommandOptions>
{
    public async Task<int> RunAsync(AdviseCommandOptions options, CancellationToken cancellationToken)
    {
        var reportFile = ReportFileWriter.From(options.Report, options.ReportFormat);
        if (options.Add is < 1 || options.Remove is < 1)
        {
            throw new InputException(
                $"{(options.Add is < 1 ? $"--add {options.Add}" : $"--remove {options.Remove}")}: it must be at least 1");
        }

        var limit = Duration.Parse("--time-limit", options.TimeLimit);
        var files = new InputFiles(context);
        using var clock = new StepClock(context, options.Verbose);
        var cluster = await clock.RunAsync("read", () => new ClusterSource(options, context, files).ReadAsync(cancellationToken));
        clock.WorksOn(cluster.Snapshot);
        var roles = new GivenRoles
        {
            Dead = BrokerNames.Resolve("--dead-hosts", options.DeadHosts, cluster.Snapshot),
            Draining = BrokerNames.ResolveAll("--drain", options.Drain, cluster.Snapshot),
        };
        MissingDomains.Require(cluster.Topology, roles.Dead, options.AllowMissingDomains);
        cluster = cluster.Judged(roles);
        var request = new AdviceRequest(
            new(cluster.Snapshot, cluster.Topology, PlanOptions.Default with { Roles = roles, TimeLimit = limit }))
        {
            Add = options.Add ?? 0,
            Remove = options.Remove ?? 0,
            Choices = options.Choices,
        };
        var advice = new Planner().Advise(request, clock.Planning, cancellationToken);
        clock.EndPlanning();
        if (advice.WhyNone is { } reason)
        {
            throw new InputException($"--remove {options.Remove}: {reason}");
        }

        var report = clock.Run(
            "report", () => AdviceReportBuilder.Build(request, advice, ReportContext.Of(options, files), cancellationToken));
        clock.Dispose();
        var document = AdviceReportLayout.Arrange(report);
        reportFile?.Write(document, context, stream => AdviceReportJson.Write(stream, report));
        if (options.Json)
        {
            context.WriteJson(stream => AdviceReportJson.Write(stream, report));
        }
        else
        {
            new ReportRenderer(context.Output).Render(document);
            reportFile?.Tell(context);
        }

        return ExitCode.Success;
    }
}
