using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Steps;
using Rebalancer.Kafka.Observing;
using Rebalancer.Kafka.Reading;
using Rebalancer.Planning;
using Rebalancer.Reports;
using Rebalancer.Scheduling;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>What is known before a command changes anything: where every partition stands, and why it may have to be refused.</summary>
/// <param name="Kind">The command.</param>
/// <param name="View">What is.</param>
/// <param name="Facts">Configurations and log dirs.</param>
/// <param name="Domains">Where brokers sit.</param>
/// <param name="State">The partitions.</param>
/// <param name="Resumes">Whether it goes on with an unfinished run of the same command.</param>
/// <param name="Throttle">The throttle: asked for, remembered, or automatic.</param>
/// <param name="Refusals">Why nothing may be changed; empty when it may.</param>
/// <param name="Warnings">What a person should know before: what is ill beside the plan.</param>
/// <param name="Irreversible">Undo only: partitions whose old list names a broker that is not up.</param>
/// <param name="CancelsFirst">What is in flight and was named to be cancelled; the partitions stand as they will when it is.</param>
internal sealed record RunPreparation(
    ExecutionCommand Kind,
    ClusterView View,
    ClusterFacts Facts,
    DomainMap Domains,
    RunState State,
    bool Resumes,
    ThrottleSetting Throttle,
    ImmutableArray<string> Refusals,
    ImmutableArray<string> Warnings,
    ImmutableArray<(PartitionTask Task, string Reason)> Irreversible,
    ImmutableArray<PartitionReason> CancelsFirst)
{
    /// <summary>The throttle as everybody is told it; null where there is nothing to move: the setting is only remembered.</summary>
    public string? ThrottleUsed => Kind.Moves() && Open().Length > 0 ? Throttle.ToString() : null;

    /// <summary>Looks at everything; changes nothing.</summary>
    public static async Task<RunPreparation> PrepareAsync(RunContext run, ExecutionCommand kind, CancellationToken cancellationToken)
    {
        var (request, journal) = (run.Request, run.Journal);
        await run.Observer.EnsureReassignmentsAsync(cancellationToken).ConfigureAwait(false);
        var view = await run.Observer.LookAsync(isHealthDoubted: true, cancellationToken).ConfigureAwait(false);
        var throttle = request.Options.Throttle
            ?? (journal.LastMoving is { } last ? ThrottleSetting.Parse(last.Throttle) : ThrottleSetting.Auto);
        var setsThrottles = throttle.Mode != ThrottleMode.None && kind.Moves();
        var refusals = Preflight.CheckCluster(request, journal, view, ClusterAccess.Apply, setsThrottles);
        var domains = PlanDomains.Of(request.Topology, request.Plan, view.Cluster.Brokers);

        // On another cluster, or without the right to, nothing more can be looked at; and who only takes back needs no room.
        if (refusals.Count > 0)
        {
            request = request with { Plan = request.Plan with { Changes = [] } };
        }

        var facts = await ClusterFacts.ReadAsync(
            run.Admin, !kind.Moves() ? [] : [
                .. request.Plan.Changes.Where(c => view.Topic(c.TopicPartition.Topic) is not null)
            ], view.Cluster, cancellationToken).ConfigureAwait(false);
        var direction = kind.Moves() ? kind : journal.Direction;
        (view, var (state, after, cancels)) = await run.LookAgainWhileAsync(
            view, Place, found => found.State.Drifted, cancellationToken).ConfigureAwait(false);

        var irreversible = kind == ExecutionCommand.Undo ? Irreversibles(state, view) : [];
        var resumes = kind.Moves() && journal.IsUnfinished;
        if (refusals.Count == 0)
        {
            refusals.AddRange(
                from ongoing in cancels
                let reason = StepCanceller.WhyUnsafe(ongoing, view)
                where reason is not null
                select $"{ongoing.TopicPartition}: {reason}. Leave it out of --cancel-foreign.");
        }

        if (refusals.Count == 0 && kind.Moves() && !resumes)
        {
            refusals.AddRange(Preflight.CheckTopics(request, view, setsThrottles));
            refusals.AddRange(Preflight.CheckDrift(kind, state, after, request.Options));
            if (refusals.Count == 0)
            {
                refusals.AddRange(
                    Preflight.CheckMoves(request.Options, after, state, facts, domains, irreversible.Select(i => i.Task).ToHashSet()));
            }
        }

        if (refusals.Count > 0 && ReportBuilder.Throttles(journal) is { IsEmpty: false } throttles)
        {
            refusals.Add(
                Quantity.Count(throttles.Length, "throttle value of this plan's runs is", "throttle values of this plan's runs are")
                + " still set; 'unthrottle' removes them.");
        }

        List<string> warnings = refusals.Count > 0 ? []
            : kind.Moves() ? [
                .. ClusterGate.Warnings(after, state, request.Options),
                .. ClusterGate.NotUp(state.Tasks.Where(t => t.IsOpen).Except(irreversible.Select(i => i.Task)), after),
            ]
            : kind == ExecutionCommand.Unthrottle && state.Running.Any() && !ReportBuilder.Throttles(journal).IsEmpty
                ? [$"{ReportBuilder.Unthrottled(state)}; 'cancel' takes them back."]
            : [];
        if (kind.Moves() && state.Running.Count(t => t.GoesAway) is > 0 and var away)
        {
            warnings.Add($"{Quantity.Count(away, "partition is", "partitions are")} still moving the other way, by the run that was "
                + "interrupted: these moves are cancelled first.");
        }

        if (refusals.Count == 0 && OtherDirectory.Warning(request, journal) is { } elsewhere)
        {
            warnings.Add(elsewhere);
        }

        // An undo of an apply that was interrupted goes back; only a second undo goes on with an undo.
        resumes &= journal.LastMoving?.Kind == kind;
        return new RunPreparation(
            kind, view, facts, domains, state, resumes, throttle, [.. refusals], [.. warnings], irreversible,
            [.. cancels.Select(o => new PartitionReason(o.TopicPartition, state.Whose(o, view)))]);

        // What is named is cancelled before anything moves: what comes after it is what a person is to agree to.
        (RunState State, ClusterView After, OngoingReassignment[] Cancels) Place(ClusterView now)
        {
            OngoingReassignment[] named = kind.Moves()
                ? [.. request.Options.CancelForeign.Distinct().Order().Select(now.Reassignment).OfType<OngoingReassignment>()] : [];
            var then = now.AfterCancelling(named);
            return (
                RunState.Create(request, direction, then, journal, facts.Sizes(), named.Select(o => o.TopicPartition).ToHashSet()),
                then, named);
        }
    }

    /// <summary>The partitions that the command is to change: neither those that are there already nor those that it leaves out.</summary>
    public ImmutableArray<PartitionTask> Open() => Open(LeftOut());

    private ImmutableArray<PartitionTask> Open(ImmutableArray<PartitionReason> leftOut)
    {
        var left = leftOut.Select(l => l.TopicPartition).ToHashSet();
        return [.. State.Tasks.Where(t => t.IsOpen && !left.Contains(t.Partition))];
    }

    /// <summary>
    /// What there is not to do and why, where every partition that the command is not to leave out is there already: the end of a sentence
    /// that begins with "nothing to".
    /// </summary>
    public string NothingTo(JournalState journal) => Kind switch
    {
        ExecutionCommand.Cancel => "cancel: no partition of this plan is in flight",
        ExecutionCommand.Unthrottle => $"remove: no {ReportBuilder.OwnThrottle} is left",
        _ when State.Tasks.IsEmpty => "move: the plan is empty",
        ExecutionCommand.Apply => "move: every partition of the plan has its planned replica list already",
        _ when journal.Touched.Count == 0 => "undo: no run of this plan has moved anything",
        _ => "undo: every partition of the plan has its previous replica list already",
    };

    private ImmutableArray<PartitionReason> LeftOut() =>
    [
        .. Irreversible.Select(i => new PartitionReason(i.Task.Partition, i.Reason))
            .Concat(State.Drifted.Select(t => new PartitionReason(t.Partition, t.Drift!)))
            .Concat(State.Tasks.Where(t => t.IsAbsent).Select(t => new PartitionReason(t.Partition, t.Reason!)))
            .OrderBy(l => l.TopicPartition),
    ];

    /// <summary>What the command would do, for a person to decide.</summary>
    public ExecutionPreview Preview(ExecutionRequest request, JournalState journal, CancellationToken cancellationToken)
    {
        var leftOut = LeftOut();
        var open = Open(leftOut);
        var throttles = ReportBuilder.Throttles(journal);
        var isIdle = Kind switch
        {
            ExecutionCommand.Cancel => !State.Running.Any(),
            ExecutionCommand.Unthrottle => throttles.IsEmpty,
            _ => open.IsEmpty,
        };
        return new ExecutionPreview
        {
            NothingTo = !isIdle ? null
                : Kind.Moves() && !leftOut.IsEmpty ? "move; the partitions below are skipped" : NothingTo(journal),
            Command = Kind,
            ClusterId = View.Cluster.ClusterId,
            Resumes = Resumes,
            CancelsFirst = CancelsFirst,
            Throttle = ThrottleUsed,
            Partitions = open.Length,
            Moves = open.Sum(t => t.MovesLeft),
            Bytes = open.Sum(t => CopyAmounts.Left(t, Facts)),
            Estimate = Kind.Moves() ? Estimate(request, open, cancellationToken) : null,
            Running = State.Running.Count(),
            LeaderChanges = open.Count(t => t.Current[0] != t.Goal[0]),
            ThrottlesLeft = throttles,
            Refusals = Refusals,
            Warnings = Warnings,
            LeftOut = leftOut,
        };
    }

    private MoveEstimate? Estimate(ExecutionRequest request, IEnumerable<PartitionTask> open, CancellationToken cancellationToken)
    {
        var copies = open.Where(t => t.MovesLeft > 0).Select(t => new Copy(
            new PartitionChange(t.Partition, t.Current, t.Goal, SizeLeft(t)),
            View.Partition(t.Partition)?.Leader ?? PartitionSnapshot.NoLeader));
        var options = CopyOptions.Default with
        {
            Caps = request.Options.Caps,
            PollInterval = request.Options.PollInterval,
            Topology = request.Topology,
        };
        if (Throttle.Mode == ThrottleMode.Fixed)
        {
            options = options with { Rates = [], Throttle = DataRate.FromBytesPerSecond(Throttle.BytesPerSecond) };
        }

        return CopyEstimator.Estimate([.. copies], options, cancellationToken);
    }

    // Shared evenly: of what is in flight, each replica still lacks as much.
    private DataSize SizeLeft(PartitionTask task) =>
        task.Size.IsKnown ? DataSize.FromBytes(CopyAmounts.Left(task, Facts) / task.MovesLeft) : task.Size;

    private static ImmutableArray<(PartitionTask Task, string Reason)> Irreversibles(RunState state, ClusterView view) =>
    [
        .. from task in state.Tasks
           where task.IsOpen
           let dead = BrokerLists.Minus(task.Goal, task.Current).Where(b => !view.IsLive(b)).ToArray()
           where dead.Length > 0
           select (task, $"its old list names broker {string.Join(", ", dead)}, which is not up"),
    ];
}
