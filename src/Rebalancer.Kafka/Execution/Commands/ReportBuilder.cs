using System.Collections.Immutable;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Observing;
using Rebalancer.Plans;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>Makes the report of a command.</summary>
internal sealed class ReportBuilder(RunContext run, ExecutionCommand command, DateTimeOffset startedAt)
{
    private RunState? _state;

    public bool Resumed { get; set; }

    public string? Throttle { get; set; }

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

    /// <param name="state">The plan's partitions.</param>
    /// <param name="final">The last look; null where there was none.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="summary">Why, in one sentence.</param>
    /// <param name="user">Who works on the plan beside a command that only looks; null for nobody.</param>
    public ExecutionReport Build(RunState state, FinalState? final, ExecutionOutcome outcome, string summary, int? user = null)
    {
        _state = state;
        return new()
        {
            ProcessId = user,
            Command = command,
            Outcome = outcome,
            Summary = user is { } process ? $"{summary} {OfTheMoment(process)}" : summary,
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
                        t.Partition, t.State, t.IsAbsent ? [] : Present(t, final?.View), Reason(t))),
            ],
            LeadersNotPreferred = final?.LeadersNotPreferred ?? [],
            ThrottlesLeft = final?.ThrottlesLeft ?? Throttles(run.Journal),
            Notes = [.. run.Notes],
        };
    }

    /// <summary>What can be run next, once the end of the command stands in the journal.</summary>
    public ImmutableArray<OfferedCommand> Next() => _state is null ? [] : NextOffers.Of(run.Journal, _state, null);

    /// <summary>
    /// The end of a run that cannot write down any more what it does: nothing more is sent, and what was written tells the next run where
    /// it stands.
    /// </summary>
    public ExecutionReport JournalFailed(RunState state, JournalException failure)
    {
        var running = state.Running.Count();
        var throttles = Throttles(run.Journal).Length;
        return Build(
            state, null, ExecutionOutcome.Partial,
            $"{failure.Message} The run ends here: "
                + (running == 0 ? "nothing is in flight" : $"{Quantity.Count(running, "partition is", "partitions are")} still moving")
                + (throttles == 0 ? "" : $", {ThrottlesLeft(throttles)}")
                + ". Once there is room, run the same command to resume"
                + (throttles == 0 ? "." : ", or 'unthrottle' to remove the throttles."));
    }

    /// <summary>Throttle values that the journal says are ours.</summary>
    public static ImmutableArray<string> Throttles(JournalState journal) =>
        [.. journal.Throttles.Where(t => !t.Value.Values.IsEmpty)
            .Select(t => ThrottleKeys.Name(t.Key.Resource, t.Key.Key))
            .Order(StringComparer.Ordinal)];

    /// <summary>How many of the partitions that are not done nothing can be done for, as a part of a summary; empty for none.</summary>
    private static string Absent(RunState state)
    {
        List<string> parts = [];
        if (state.Tasks.Count(t => t.State == PartitionState.Unseen) is > 0 and var unseen)
        {
            parts.Add($"{Quantity.Count(unseen)} cannot be seen");
        }

        if (state.Tasks.Count(t => t.IsOfAnotherTopic) is > 0 and var others)
        {
            parts.Add(Quantity.Count(others, "is of a topic that was", "are of topics that were") + " created anew");
        }

        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";
    }

    /// <summary>The end of a sentence that counts partitions whose topics were deleted; empty where there are none.</summary>
    public static string Gone(RunState state) => state.Tasks.Count(t => t.State == PartitionState.Gone) is > 0 and var count
        ? $"; {Quantity.Count(count, "more partition was of a topic that is", "more partitions were of topics that are")} gone"
        : "";

    /// <summary>What keeps a plan from being done, as the part of a sentence; at least one number is above 0.</summary>
    /// <param name="state">The plan's partitions.</param>
    /// <param name="goal">Where each should be, such as "done".</param>
    /// <param name="partitions">How many are not there.</param>
    /// <param name="leaders">How many are there and have another leader.</param>
    /// <param name="throttles">What there is of throttle values; empty for none.</param>
    public static string WhatIsLeft(RunState state, string goal, int partitions, int leaders, string throttles)
    {
        var parts = new List<string>();
        if (partitions > 0)
        {
            parts.Add($"{Quantity.Count(partitions)} of {Quantity.Count(state.Tasks.Length, "partition")} "
                + $"{(partitions == 1 ? "is" : "are")} not {goal}{Absent(state)}");
        }

        if (leaders > 0)
        {
            parts.Add($"{Quantity.Count(leaders, "partition has", "partitions have")} another leader");
        }

        if (throttles.Length > 0)
        {
            parts.Add(throttles);
        }

        return string.Join(", ", parts);
    }

    /// <summary>The journal tells of what was set from its directory; a copy of it, or anybody else, may have set more.</summary>
    public const string OwnThrottle = "throttle set from this plan directory";

    /// <summary>Such as "2 throttle values are left"; empty for none.</summary>
    public static string ThrottlesLeft(int count) =>
        count == 0 ? "" : Quantity.Count(count, "throttle value is left", "throttle values are left");

    /// <summary>Such as "2 throttle values are set by the run under way"; empty for none.</summary>
    public static string ThrottlesInUse(int count) =>
        count == 0 ? "" : Quantity.Count(count, "throttle value is", "throttle values are") + " set by the run under way";

    private static string OfTheMoment(int process) => $"{PlanLock.InUse(process, "this plan")}: this is how it stands at the moment.";

    /// <summary>What removing the throttles means for the moves in flight, of which there is at least one.</summary>
    public static string Unthrottled(RunState state) =>
        Quantity.Count(state.Running.Count(), "move in flight goes on", "moves in flight go on")
            + " without a throttle, as fast as the brokers can";

    // What is in flight is told by the list it comes from; everything else by what it has.
    private static ImmutableArray<int> Present(PartitionTask task, ClusterView? view) =>
        task.State == PartitionState.Running ? task.Current : view?.Partition(task.Partition)?.Replicas ?? task.Current;

    private static string Reason(PartitionTask task) => task.Reason ?? task.State switch
    {
        PartitionState.Running => $"moves to {BrokerLists.Text(task.Step!.To)}",
        PartitionState.Pending when BrokerLists.Same(task.Current, task.Change.Before)
            || BrokerLists.Same(task.Current, task.Change.After) => "not started",
        PartitionState.Pending => "in between, spread no worse than before",
        _ => "",
    };
}
