using System.Collections.Immutable;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Planning;
using Rebalancer.Plans;

namespace Rebalancer.Cli.Input;

/// <summary>Turns <c>--plan</c> or <c>--reassignment</c> into what the executor takes.</summary>
internal static class ExecutionSource
{
    /// <summary>Says early what needs no cluster.</summary>
    /// <exception cref="InputException">No plan, two plans, or no cluster.</exception>
    public static void Require(ExecutionCommandOptions options)
    {
        if (options.Plan is null == options.Reassignment is null)
        {
            throw new InputException(
                options.Plan is null ? "no plan given; use --plan DIR or --reassignment FILE"
                    : "--plan and --reassignment exclude each other; use one of them");
        }

        if (options.Reassignment == "-")
        {
            throw new InputException("--reassignment '-' is not possible: what a run has done is kept beside the file; save it first");
        }

        if (options.BootstrapServer is null && options.CommandConfig is null)
        {
            throw new InputException("no cluster given; use --bootstrap-server");
        }
    }

    /// <summary>
    /// Reads the plan; a bare reassignment file takes its lists before from the cluster when it is used for the first time.
    /// </summary>
    /// <remarks>
    /// Only <c>apply</c> goes by the plan's file: every other command works from the journal of what was begun, whatever became of that
    /// file since.
    /// </remarks>
    public static async Task<ExecutionRequest> ReadAsync(
        ExecutionCommand command, ExecutionCommandOptions options, IClusterAdmin admin, CliContext context,
        CancellationToken cancellationToken)
    {
        var mapped = ExecutionOptionsMapper.Map(options);
        var runDirectory = options.Plan ?? options.Reassignment + ".run";
        if (command != ExecutionCommand.Apply && await Executor.FindPlanAsync(runDirectory, cancellationToken) is { } begun)
        {
            return new ExecutionRequest(runDirectory, begun, mapped);
        }

        if (options.Plan is { } directory)
        {
            return new ExecutionRequest(directory, InputFiles.Named("--plan", () => PlanDirectory.Read(directory)), mapped);
        }

        var file = options.Reassignment!;
        var plan = InputFiles.Named("--reassignment", () => ReassignmentFile.Read(file));
        UnservedFields.RequireNone(file, plan);
        foreach (var note in plan.Notes)
        {
            context.WriteErrorLine("note: " + note);
        }

        var wanted = plan.Partitions;
        var run = file + ".run";
        if (File.Exists(Path.Combine(run, PlanDirectory.ManifestFileName)))
        {
            var known = PlanDirectory.Read(run);
            return known.Changes.Select(c => (c.TopicPartition, string.Join(',', c.After)))
                .SequenceEqual(wanted.Select(w => (w.TopicPartition, string.Join(',', w.Replicas))))
                ? new ExecutionRequest(run, known, mapped)
                : throw new InputException($"{file} has changed since {run} was made from it; remove that directory if its run is over");
        }

        return new ExecutionRequest(run, await ManifestAsync(wanted, admin, file, cancellationToken), mapped);
    }

    /// <summary>Makes the directory of a bare reassignment file, so that the next command finds the lists before.</summary>
    /// <exception cref="InputException">It cannot be made.</exception>
    public static void Keep(ExecutionCommandOptions options, ExecutionRequest request, CancellationToken cancellationToken)
    {
        if (options.Plan is not null || File.Exists(Path.Combine(request.Directory, PlanDirectory.ManifestFileName)))
        {
            return;
        }

        try
        {
            PlanDirectory.Write(request.Directory, request.Plan, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"--reassignment {options.Reassignment}: {request.Directory}, where its run is kept, cannot be made: "
                    + $"{FileFailure.OfWriting(e)}; perhaps copy the file to a directory of your own", e);
        }
    }

    private static async Task<PlanManifest> ManifestAsync(
        ImmutableArray<PartitionReassignment> wanted, IClusterAdmin admin, string file, CancellationToken cancellationToken)
    {
        var ongoing = (await admin.ListReassignmentsAsync(cancellationToken)).ToDictionary(o => o.TopicPartition);
        var topics = (await admin.DescribeTopicsAsync([.. wanted.Select(w => w.TopicPartition.Topic).Distinct()], cancellationToken))
            .ToDictionary(t => t.Name);
        var cluster = await admin.DescribeClusterAsync(cancellationToken);
        var changes = ImmutableArray.CreateBuilder<PartitionChange>();
        foreach (var (name, replicas) in wanted.Select(w => (w.TopicPartition, w.Replicas)))
        {
            if (topics.GetValueOrDefault(name.Topic)?.Error is { } error && error.Code != KafkaErrorCode.UnknownTopicOrPartition)
            {
                throw new InputException(
                    $"{file}: topic {name.Topic} cannot be seen: {error}. Perhaps the permission DESCRIBE on it is missing");
            }

            var present = topics.GetValueOrDefault(name.Topic)?.Partitions.FirstOrDefault(p => p.Partition == name.Partition)
                ?? throw new InputException($"{file}: the cluster has no partition {name}");
            changes.Add(new PartitionChange(
                name, ongoing.GetValueOrDefault(name)?.Target ?? present.Replicas, replicas, DataSize.Unknown));
        }

        var live = cluster.Brokers.Select(b => b.Id).ToHashSet();
        return new PlanManifest
        {
            ClusterId = cluster.ClusterId,
            Fingerprint = PlanFingerprint.Compute(cluster.ClusterId, changes.ToImmutable()),
            Aim = PlanAim.Balance,
            Changes = changes.ToImmutable(),
            NotReversible = [.. changes.Where(c => !c.Before.All(live.Contains)).Select(c => c.TopicPartition)],
        };
    }
}
