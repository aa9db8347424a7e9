using System.Collections.Immutable;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Monitoring;
using Rebalancer.Kafka.Execution.Waves;
using Rebalancer.Kafka.Reading;
using ClusterReader = Rebalancer.Kafka.Execution.Monitoring.ClusterReader;

namespace Rebalancer.Kafka.Execution.Runs;

/// <summary>What is known before a command changes anything: where every partition stands, and why it may have to be refused.</summary>
/// <param name="Kind">The command.</param>
/// <param name="View">What is.</param>
/// <param name="Facts">Configurations and log dirs.</param>
/// <param name="Domains">Where brokers sit.</param>
/// <param name="Board">The partitions.</param>
/// <param name="Resumes">Whether it goes on with an unfinished run.</param>
/// <param name="Throttle">The throttle: asked for, remembered, or automatic.</param>
/// <param name="Refusals">Why nothing may be changed; empty when it may.</param>
/// <param name="Irreversible">Undo only: partitions whose old list names a broker that is not up.</param>
internal sealed record RunStart(
    RunKind Kind,
    ClusterView View,
    ClusterFacts Facts,
    DomainMap Domains,
    TaskBoard Board,
    bool Resumes,
    ThrottleSetting Throttle,
    ImmutableArray<string> Refusals,
    ImmutableArray<(PartitionTask Task, string Reason)> Irreversible)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Looks at everything; changes nothing.</summary>
    public static async Task<RunStart> PrepareAsync(RunContext run, ClusterReader reader, RunKind kind, CancellationToken cancellationToken)
    {
        var (request, state) = (run.Request, run.State);
        await reader.EnsureReassignmentsAsync(cancellationToken).ConfigureAwait(false);
        var view = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var throttle = request.Options.Throttle ?? (state.LastMoving is { } last ? ThrottleSetting.Parse(last.Throttle) : ThrottleSetting.Auto);
        var refusals = Preflight.CheckCluster(request, state, view, ClusterAccess.Apply, throttle.Mode != ThrottleMode.None && kind is RunKind.Apply or RunKind.Undo);
        var domains = DomainMap.Create(request.Topology, request.Plan, view.Cluster.Brokers);

        // On another cluster, or without the right to, nothing more can be looked at.
        var facts = await ClusterFacts.ReadAsync(run.Admin, refusals.Count > 0 ? [] : [.. request.Plan.Changes.Where(c => view.Topic(c.TopicPartition.Topic) is not null)], [.. view.Cluster.Brokers.Select(b => b.Id)], cancellationToken).ConfigureAwait(false);
        var board = TaskBoard.Create(request, kind, view, state, facts.Sizes());
        for (var first = view.At; board.Drifted.Count > 0 && view.At - first < VerdictJudge.SecondLook;)
        {
            await run.DelayAsync(s_pause, cancellationToken).ConfigureAwait(false);
            view = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            board = TaskBoard.Create(request, kind, view, state, facts.Sizes());
        }

        var irreversible = kind == RunKind.Undo ? Irreversibles(board, view) : [];
        var resumes = kind is RunKind.Apply or RunKind.Undo && state.IsUnfinished;
        if (refusals.Count == 0 && kind is RunKind.Apply or RunKind.Undo)
        {
            refusals.AddRange(Preflight.CheckDrift(board, request.Options));
            if (refusals.Count == 0 && !resumes)
            {
                var lost = irreversible.Select(i => i.Task).ToHashSet();
                refusals.AddRange(Preflight.CheckMoves(request.Options, view, board, facts, domains, lost));
            }
        }

        return new RunStart(kind, view, facts, domains, board, resumes, throttle, [.. refusals], irreversible);
    }

    private static ImmutableArray<(PartitionTask Task, string Reason)> Irreversibles(TaskBoard board, ClusterView view) =>
    [
        .. from task in board.Tasks
           where task.IsOpen
           let dead = ReplicaLists.Minus(task.Goal, task.Current).Where(b => !view.IsLive(b)).ToArray()
           where dead.Length > 0
           select (task, $"its old list names broker {string.Join(", ", dead)}, which is not up"),
    ];
}
