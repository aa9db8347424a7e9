using System.Collections.Immutable;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Files;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Placing;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.Reports;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Json;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer place</c>: where new partitions go, and with <c>--create</c> makes them.</summary>
internal sealed class PlaceCommand(CliContext context) : ICommand<PlaceCommandOptions>
{
    public async Task<int> RunAsync(PlaceCommandOptions options, CancellationToken cancellationToken)
    {
        var reportFile = ReportFileWriter.From(options.Report, options.ReportFormat, options.Out);
        Require(options);
        if (options.Create && !options.Yes && !context.Interactive)
        {
            throw new InputException(
                "'--create' changes the cluster and there is no terminal to ask on; add --yes to run it without asking");
        }

        var configs = Configs(options);
        var limit = Duration.Parse("--time-limit", options.TimeLimit);
        var files = new InputFiles(context);
        using var clock = new StepClock(context, options.Verbose);
        var cluster = await clock.RunAsync("read", () => new ClusterSource(options, context, files).ReadAsync(cancellationToken));
        clock.WorksOn(cluster.Snapshot);
        var wanted = await WantedAsync(options, files, cancellationToken);
        RequireWritable(configs, wanted);
        var roles = new GivenRoles
        {
            Dead = BrokerNames.Resolve("--dead-hosts", options.DeadHosts, cluster.Snapshot),
            Draining = BrokerNames.ResolveAll("--drain", options.Drain, cluster.Snapshot),
            Cordoned = BrokerNames.ResolveAll("--cordon", options.Cordon, cluster.Snapshot),
            OnlyTo = options.OnlyTo.Any() ? BrokerNames.ResolveAll("--only-to", options.OnlyTo, cluster.Snapshot) : null,
        };
        MissingDomains.Require(cluster.Topology, roles.Dead, options.AllowMissingDomains);
        cluster = cluster.Judged(roles);
        var request = new PlacementRequest(cluster.Snapshot, cluster.Topology, wanted) { Roles = roles, TimeLimit = limit };
        var outcome = new Planner().Place(request, clock.Planning, cancellationToken);
        clock.EndPlanning();
        clock.Dispose();
        var report = PlacementReportBuilder.Build(request, outcome, ReportContext.Of(options, files));
        var document = PlacementReportLayout.Arrange(report);
        if (options.Out is { } directory)
        {
            PlacementFiles.Write(directory, report);
            context.Wrote($"the placement was written to {directory}");
        }

        reportFile?.Write(document, context, stream => PlacementReportJson.Write(stream, report));
        Print(options, report, document, reportFile);
        return options.Create ? await CreateAsync(options, request, outcome, configs, cancellationToken) : ExitCode.Success;
    }

    private static void Require(PlaceCommandOptions options)
    {
        if (options.Create && options.BootstrapServer is null)
        {
            throw new InputException("--create makes it live and needs --bootstrap-server");
        }

        if (options.TopicsFile is not null)
        {
            if (options.Topic is not null
                || options.Partitions is not null
                || options.ReplicationFactor is not null
                || options.AddPartitions is not null)
            {
                throw new InputException(
                    "--topics-file names the topics; leave out --topic, --partitions, --replication-factor and --add-partitions");
            }

            return;
        }

        if (options.Topic is null)
        {
            throw new InputException("no topic given; use --topic NAME or --topics-file FILE");
        }

        if (options.AddPartitions is not null && (options.Partitions is not null || options.ReplicationFactor is not null))
        {
            throw new InputException(
                "--add-partitions is for a topic that exists; --partitions and --replication-factor are for a new one");
        }

        if (options.AddPartitions is null && (options.Partitions is null || options.ReplicationFactor is null))
        {
            throw new InputException("a new topic needs --partitions N and --replication-factor N; one that exists --add-partitions N");
        }
    }

    private static async Task<ImmutableArray<NewPartitions>> WantedAsync(
        PlaceCommandOptions options, InputFiles files, CancellationToken cancellationToken)
    {
        if (options.TopicsFile is not { } file)
        {
            return [new(options.Topic!, options.AddPartitions ?? options.Partitions!.Value, options.ReplicationFactor)];
        }

        var rules = await files.ReadAsync("--topics-file", file, TopicRulesFile.ReadNewTopics, cancellationToken);
        return rules.FirstOrDefault(r => r.Pattern.EndsWith('*')) is { } pattern
            ? throw new InputException($"--topics-file {file}, line {pattern.Line}: '{pattern.Pattern}' is no name for a new topic")
            : [.. rules.Select(r => NewPartitions.OfNewTopic(r.Pattern, r.Value.Partitions, r.Value.ReplicationFactor))];
    }

    private static Dictionary<string, string> Configs(PlaceCommandOptions options)
    {
        var configs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in options.Configs)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !configs.TryAdd(pair[..at].Trim(), pair[(at + 1)..].Trim()))
            {
                throw new InputException($"--config '{pair}': the form is key=value, each key once, such as retention.ms=86400000");
            }
        }

        return configs;
    }

    // Kafka would create such a topic, and then take nothing from any producer that waits for all replicas.
    private static void RequireWritable(Dictionary<string, string> configs, ImmutableArray<NewPartitions> wanted)
    {
        if (configs.TryGetValue("min.insync.replicas", out var text)
            && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var minimum)
            && wanted.FirstOrDefault(w => w.ReplicationFactor < minimum) is { } unwritable)
        {
            throw new InputException($"--config min.insync.replicas={text}: topic {unwritable.Topic} is to have "
                + $"{InputText.Count(unwritable.ReplicationFactor!.Value, "replica")}, so no producer with acks=all could write to it");
        }
    }

    private void Print(PlaceCommandOptions options, PlacementReport report, ReportDocument document, ReportFileWriter? reportFile)
    {
        if (options.Json)
        {
            context.WriteJson(stream => PlacementReportJson.Write(stream, report));
            return;
        }

        new ReportRenderer(context.Output).Render(document);
        context.WriteLine("");
        foreach (var topic in report.Topics.Where(t => t.ReplicaAssignment is not null))
        {
            context.WriteLine($"--replica-assignment of {topic.Name}:");
            context.WriteRawLine(topic.ReplicaAssignment!);
        }

        if (options.Out is { } directory)
        {
            context.WriteLine($"Written to {directory}: {PlacementFiles.JsonName}, {PlacementFiles.ScriptName}.");
        }

        if (reportFile is not null)
        {
            context.WriteLine(reportFile.Written);
        }

        if (!options.Create)
        {
            context.WriteLine("Nothing was created; --create makes it live.");
        }
    }

    private async Task<int> CreateAsync(
        PlaceCommandOptions options, PlacementRequest request, PlacementOutcome outcome, Dictionary<string, string> configs,
        CancellationToken cancellationToken)
    {
        if (!options.Yes && !await AskAsync(cancellationToken))
        {
            return ExitCode.BadInput;
        }

        await using var admin = LiveCluster.Connect(options, context);
        context.Wrote("some of the new partitions may be created; 'rebalancer describe' shows them");
        var problems = await PlacementCreator.CreateAsync(
            admin, (ITopicAdmin)admin, request, outcome, configs, context.Time, cancellationToken);
        foreach (var problem in problems)
        {
            context.WriteErrorLine("error: " + problem);
        }

        if (problems.IsEmpty && !options.Json)
        {
            context.WriteLine($"Created and verified: {outcome.Partitions.Length} new partitions have the replicas placed.");
        }

        return problems.IsEmpty ? ExitCode.Success : ExitCode.Failed;
    }

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        if (await Confirmation.AskAsync(context.Output, "Create now?", cancellationToken))
        {
            return true;
        }

        context.WriteErrorLine("Nothing was created" + (context.Left is { } left ? $"; {left}." : "."));
        return false;
    }
}
