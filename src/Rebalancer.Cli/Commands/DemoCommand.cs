using System.Collections.Immutable;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Cluster;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Csv;
using Rebalancer.Reports.Html;
using Rebalancer.Reports.Json;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer demo</c>: everything that the tool does, on a cluster that is not there.</summary>
internal sealed class DemoCommand(CliContext context) : ICommand<DemoCommandOptions>
{
    private const int FaultDomains = 3;
    private const int UpdateDomains = 5;
    private const int NewFrom = 12;
    private const long Megabyte = 1_000_000;

    private const int Draining = 3;
    private const int Replacing = FaultDomains * UpdateDomains + 1;

    /// <summary>Longer than the run can take on its clock.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(6);

    private static readonly (string Name, int Partitions, long Bytes)[] s_topics = [
        ("orders", 48, 900 * Megabyte),
        ("payments", 24, 1500 * Megabyte),
        ("audit", 12, 400 * Megabyte),
        ("__consumer_offsets", 12, 20 * Megabyte)
    ];

    public async Task<int> RunAsync(DemoCommandOptions options, CancellationToken cancellationToken)
    {
        if (options.Speed is < 1 or > 1000)
        {
            throw new InputException($"--speed {options.Speed} is not from 1 to 1000");
        }

        var reportFile = ReportFileWriter.From(options.Report, null, options.Keep, hasMoves: true);
        if (options.Keep is not null)
        {
            RequireEmpty(options.Keep);
        }

        var time = new FastTimeProvider(options.Speed, s_longest);
        using var cluster = SimulatedCluster.FromSnapshot(Snapshot(), SimulatedClusterOptions.Default with { ClusterId = "demo" }, time);
        await using var admin = new SimulatedClusterAdmin(cluster);
        context.WriteLine("A simulated Kafka cluster: 3 fault domains x 5 update domains, and 96 partitions that were placed on");
        context.WriteLine("brokers 1 to 12 without regard to them. Brokers 13 to 16 are new and empty; broker 3 is to be emptied.");
        context.WriteLine($"It runs {options.Speed} times faster than a real one.");
        context.WriteLine("");

        var snapshot = await new ClusterReader(admin, time).ReadAsync(cancellationToken: cancellationToken);
        var request = new PlanRequest(
            snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default with { Roles = new GivenRoles { Draining = [Draining] } });
        var outcome = new Planner().Plan(request, null, cancellationToken);
        var manifest = PlanManifest.Create(request, outcome, [new PlanInput("live", "simulated cluster", null)], null);
        var report = PlanReportBuilder.Build(request, manifest, outcome, context: null, copying: null, cancellationToken);
        var document = PlanReportLayout.Arrange(report);
        new ReportRenderer(context.Output).Render(document);

        var directory = options.Keep ?? Directory.CreateTempSubdirectory("rebalancer-demo-").FullName;
        try
        {
            OutputFile.Write(
                options.Keep is null ? "the temporary directory" : "--keep", directory,
                () => PlanDirectory.Write(directory, manifest, cancellationToken: cancellationToken));
            if (options.Keep is not null)
            {
                context.Wrote($"the plan was written to {options.Keep}");
            }

            reportFile?.Write(
                document, context, stream => PlanReportJson.Write(stream, report), writer => MovesCsv.Write(writer, report.Effects),
                ReportPage.Of(document.Title, report));
            context.WriteLine("");
            var exitCode = await ApplyAsync(
                new Executor(admin, time), new ExecutionRequest(directory, manifest, ExecutionOptions.Default), cancellationToken);
            context.WriteLine("");
            context.WriteLine(Kept(options));
            return exitCode;
        }
        finally
        {
            context.Left = Left(options);
            if (options.Keep is null)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static void RequireEmpty(string directory)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new InputException($"--keep {directory}: the directory is not empty; name one that is empty or does not exist yet");
        }

        PlanDirectory.RequireWritable(directory);
    }

    private static string Kept(DemoCommandOptions options) => options switch
    {
        { Keep: { } keep } => $"The plan, its journal and its reports are in {keep}."
            + (options.Report is { } report ? $" The report of the plan is {report}." : ""),
        { Report: { } report } => $"The report of the plan is {report}.",
        _ => "Now your own cluster, changing nothing: rebalancer describe --bootstrap-server HOST:PORT",
    };

    private static string? Left(DemoCommandOptions options) => options switch
    {
        { Keep: { } keep, Report: var report } => RunFiles.Sentence(keep)
            + (File.Exists(report) ? $", the report of the plan is {report}" : ""),
        { Report: { } report } when File.Exists(report) => $"the report of the plan is {report}",
        _ => null,
    };

    private async Task<int> ApplyAsync(IExecutor executor, ExecutionRequest request, CancellationToken cancellationToken)
    {
        var view = new ExecutionRenderer(context);
        view.Render(await executor.PreviewAsync(ExecutionCommand.Apply, request, cancellationToken));
        var progress = ExecutionProgress.Create(context, json: false, resume: null, view.Told);
        ExecutionReport report;
        try
        {
            report = await executor.ApplyAsync(request, progress, cancellationToken);
        }
        finally
        {
            await progress.StopAsync();
        }

        context.WriteLine("");
        view.Render(report, null, null);
        cancellationToken.ThrowIfCancellationRequested();
        var verified = await executor.VerifyAsync(request, cancellationToken);
        context.WriteLine("");
        view.Render(verified, null, null);
        return report.Outcome == ExecutionOutcome.Completed
            ? ChangingCommand<ApplyCommandOptions>.ExitOf(verified.Outcome)
            : ChangingCommand<ApplyCommandOptions>.ExitOf(report.Outcome);
    }

    private static ClusterSnapshot Snapshot()
    {
        var brokers = Enumerable.Range(0, FaultDomains * UpdateDomains)
            .Select(i => new Broker(i + 1, $"broker{i + 1}.demo", $"FD{i % FaultDomains}UD{i / FaultDomains}"))
            .Append(new Broker(Replacing, $"broker{Replacing}.demo", $"FD{(Draining - 1) % FaultDomains}UD0"))
            .ToImmutableArray();
        var topics = s_topics.OrderBy(t => t.Name, StringComparer.Ordinal).Select((topic, t) => new TopicSnapshot(
            topic.Name, [.. Enumerable.Range(0, topic.Partitions).Select(p => Partition(p, t, topic.Bytes))])).ToImmutableArray();
        return new ClusterSnapshot(null, brokers, [], topics);
    }

    // As Kafka places partitions that know of no racks: round robin over the first twelve brokers, followers shifted.
    private static PartitionSnapshot Partition(int partition, int topic, long bytes)
    {
        var shift = topic + 2 + partition / NewFrom;
        ImmutableArray<int> replicas =
        [
            (partition + topic) % NewFrom + 1,
            .. Enumerable.Range(0, FaultDomains - 1).Select(r => (partition + topic + 1 + (shift + r) % (NewFrom - 1)) % NewFrom + 1),
        ];
        return new PartitionSnapshot(partition, replicas, replicas[0], replicas, DataSize.FromBytes(bytes));
    }
}
