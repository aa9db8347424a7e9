using System.Collections.Immutable;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Reading;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Layout;
using Rebalancer.Topology;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer demo</c>: everything that the tool does, on a cluster that is not there.</summary>
internal sealed class DemoCommand(CliContext context) : ICommand<DemoCommandOptions>
{
    private const int FaultDomains = 3;
    private const int UpdateDomains = 5;
    private const int NewFrom = 12;
    private const long Megabyte = 1_000_000;

    /// <summary>A virtual minute takes a third of a second.</summary>
    private const double Speed = 180;

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
        var time = new FastTimeProvider(Speed, s_longest);
        using var cluster = SimulatedCluster.FromSnapshot(Snapshot(), SimulatedClusterOptions.Default, time);
        await using var admin = new SimulatedClusterAdmin(cluster);
        context.WriteLine("A simulated Kafka cluster: 3 fault domains x 5 update domains, 96 partitions on brokers 1 to 12; brokers 13 to "
            + "15 are new and empty.");
        context.WriteLine("");

        var snapshot = await ClusterReader.ReadAsync(admin, ReadOptions.Default with { TimeProvider = time }, cancellationToken);
        var request = new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default);
        var outcome = Planner.Plan(request, null, cancellationToken);
        var manifest = PlanManifest.Create(request, outcome, [new PlanInput("live", "simulated cluster", null)], null);
        new ReportRenderer(context.Output).Render(
            PlanReportLayout.Arrange(PlanReportBuilder.Build(request, manifest, outcome, context: null, copying: null, cancellationToken)));

        var directory = Directory.CreateTempSubdirectory("rebalancer-demo-");
        try
        {
            PlanDirectory.Write(directory.FullName, manifest, cancellationToken: cancellationToken);
            context.WriteLine("");
            return await ApplyAsync(
                new Executor(admin, time), new ExecutionRequest(directory.FullName, manifest, ExecutionOptions.Default), cancellationToken);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<int> ApplyAsync(Executor executor, ExecutionRequest request, CancellationToken cancellationToken)
    {
        var view = new ExecutionRenderer(context);
        view.Render(await executor.PreviewAsync(ExecutionCommand.Apply, request, cancellationToken));
        var progress = ExecutionProgress.Create(context, json: false, "rebalancer demo");
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
        view.Render(report, null, "rebalancer demo");
        var verified = await executor.VerifyAsync(request, cancellationToken);
        context.WriteLine("");
        view.Render(verified, null, "");
        return report.Outcome == ExecutionOutcome.Completed
            ? ChangingCommand<ApplyCommandOptions>.ExitOf(verified.Outcome)
            : ChangingCommand<ApplyCommandOptions>.ExitOf(report.Outcome);
    }

    private static ClusterSnapshot Snapshot()
    {
        var brokers = Enumerable.Range(0, FaultDomains * UpdateDomains)
            .Select(i => new Broker(i + 1, $"broker{i + 1}.demo", $"FD{i % FaultDomains}UD{i / FaultDomains}")).ToImmutableArray();
        var topics = s_topics.OrderBy(t => t.Name, StringComparer.Ordinal).Select((topic, t) => new TopicSnapshot(
            topic.Name, [.. Enumerable.Range(0, topic.Partitions).Select(p => Partition(p, t, topic.Bytes))])).ToImmutableArray();
        return new ClusterSnapshot(null, brokers, [], topics);
    }

    // One replica in each fault domain and in three update domains, on the first twelve brokers.
    private static PartitionSnapshot Partition(int partition, int topic, long bytes)
    {
        var first = partition + topic;
        ImmutableArray<int> replicas = [.. Enumerable.Range(0, FaultDomains)
            .Select(r => (((first + r) % FaultDomains) + (FaultDomains * ((first / FaultDomains + r) % (NewFrom / FaultDomains)))) + 1)];
        return new PartitionSnapshot(partition, replicas, replicas[0], replicas, DataSize.FromBytes(bytes));
    }
}
