using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>Makes the report of a command.</summary>
internal sealed class ReportBuilder(RunContext run, ExecutionCommand command, DateTimeOffset startedAt)
{
    public bool Resumed { get; set; }

    public string Throttle { get; set; } = "";

    public long BytesMoved { get; set; }

    public ExecutionReport Refuse(ClusterView view, ImmutableArray<string> refusals) => new()
    {
        Command = command,
        Outcome = ExecutionOutcome.Refused,
        Summary = "Refused, nothing was changed.",
        ClusterId = view.Cluster.ClusterId,
        Fingerprint = run.Request.Plan.Fingerprint,
        StartedAt = startedAt,
        EndedAt = run.Now,
        Refusals = refusals,
        ThrottlesLeft = Throttles(run.Journal),
    };

    public ExecutionReport Build(RunState state, FinalState? final, ExecutionOutcome outcome, string summary) => new()
    {
        Command = command,
        Outcome = outcome,
        Summary = summary,
        ClusterId = final?.View.Cluster.ClusterId ?? run.Journal.Last?.ClusterId,
        Fingerprint = run.Request.Plan.Fingerprint,
        StartedAt = startedAt,
        EndedAt = run.Now,
        Resumed = Resumed,
        Throttle = Throttle,
        MovesDone = state.Tasks.Sum(t => t.MovesDone),
        BytesMoved = BytesMoved,
        Counts = state.Tasks.GroupBy(t => t.State).ToImmutableSortedDictionary(g => g.Key, g => g.Count()),
        Exceptions =
        [
            .. state.Tasks.Where(t => t.State != PartitionState.Done).OrderBy(t => t.Partition)
                .Select(t => new PartitionReport(
                    t.Partition, t.State, t.State is PartitionState.Gone or PartitionState.Unseen ? [] : t.Current, Reason(t))),
        ],
        LeadersNotPreferred = final?.LeadersNotPreferred ?? [],
        ThrottlesLeft = final?.ThrottlesLeft ?? Throttles(run.Journal),
        Notes = [.. run.Notes],
    };

    /// <summary>
    /// The end of a run that cannot write down any more what it does: nothing more is sent, and what was written tells the next run where
    /// it stands.
    /// </summary>
    public ExecutionReport JournalFailed(RunState state, JournalException failure)
    {
        var running = state.Running.Count();
        var throttles = Throttles(run.Journal).Length;
        return Build(state, null, ExecutionOutcome.Partial, string.Create(
            CultureInfo.InvariantCulture,
            $"{failure.Message} The run ends here: {running} partitions move on, {throttles} throttle values stay. Once there is room the "
                + $"same command goes on, and 'unthrottle' gives the throttles back."));
    }

    /// <summary>Throttle values that the journal says are ours.</summary>
    public static ImmutableArray<string> Throttles(JournalState journal) =>
        [.. journal.Throttles.Where(t => !t.Value.Values.IsEmpty)
            .Select(t => $"{t.Key.Key} of {t.Key.Resource.Kind.ToString().ToLowerInvariant()} {t.Key.Resource.Name}")
            .Order(StringComparer.Ordinal)];

    /// <summary>How many partitions cannot be seen, as a part of a summary; empty for none.</summary>
    public static string Unseen(RunState state) => state.Tasks.Count(t => t.State == PartitionState.Unseen) is > 0 and var count
        ? string.Create(CultureInfo.InvariantCulture, $" ({count} cannot be seen)")
        : "";

    private static string Reason(PartitionTask task) => task.Reason ?? task.State switch
    {
        PartitionState.Running => $"moves to {BrokerLists.Text(task.Step!.To)}",
        PartitionState.Pending when BrokerLists.Same(task.Current, task.Change.Before) => "not begun",
        PartitionState.Pending when !BrokerLists.Same(task.Current, task.Change.After) => "in between, spread no worse than before",
        _ => "",
    };
}
