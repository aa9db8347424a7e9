using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;
using Rebalancer.Plans;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>What can be done next with a plan, by its journal and a look at the cluster.</summary>
internal static class StatusAdvice
{
    /// <summary>One or more sentences.</summary>
    /// <param name="journal">What the journals tell.</param>
    /// <param name="state">The plan's partitions.</param>
    /// <param name="view">What is.</param>
    /// <param name="holder">The process that uses the plan, or null.</param>
    public static string Of(JournalState journal, RunState state, ClusterView view, int? holder) => (holder, journal) switch
    {
        ({ } process, _) => $"{PlanLock.InUse(process, "this plan")}; Ctrl-C there stops it.",
        (_, { IsUnfinished: true }) => Unfinished(journal, state),
        (_, { Throttles.Count: > 0, LastMoving: { } last }) when state.Tasks.Any(t => t.IsOpen) =>
            $"'{last.Kind.Word()}' carries on with what is left, 'unthrottle' removes the throttles.",
        (_, { Throttles.Count: > 0 }) => "'unthrottle' removes the throttles.",
        _ when state.Tasks.All(t => t.State is PartitionState.Done or PartitionState.Gone) =>
            journal.Direction == ExecutionCommand.Undo
                ? "Everything is as it was before; 'verify' checks it, 'apply' carries the plan out."
                : "Nothing is left to do; 'verify' checks it, 'undo' restores the previous replica lists.",
        _ => Left(journal, state, OthersReassignments.Of(state, view), view),
    };

    // A run may have been cut off after its last move: nothing is there to cancel then.
    private static string Unfinished(JournalState journal, RunState state)
    {
        var isUndo = journal.LastMoving?.Kind == ExecutionCommand.Undo;
        var (isOpen, isMoving, isThrottled) = (state.Tasks.Any(t => t.IsOpen), state.Running.Any(), journal.Throttles.Count > 0);
        string[] offers =
        [
            (isUndo ? "'undo' " : "'apply' ") + (isOpen ? $"resumes the unfinished {(isUndo ? "undo" : "run")}"
                : $"finishes the {(isUndo ? "undo" : "run")}: it {(isThrottled ? "removes the throttles and " : "")}checks the result"),
            .. isMoving && !isUndo ? (string[])["'cancel' cancels the moves in flight"] : [],
            .. !isMoving && isThrottled ? (string[])[$"'unthrottle' {(isOpen ? "" : "only ")}removes the throttles"] : [],
            .. isUndo ? (string[])[] : ["'undo' restores the previous replica lists"],
        ];
        return string.Join(", ", offers) + ".";
    }

    // apply leaves out what somebody else changed, so it is not promised that it carries all of the plan out.
    private static string Left(JournalState journal, RunState state, TopicPartition[] moved, ClusterView view)
    {
        var drifted = state.Drifted.Count();
        var count = drifted + state.Tasks.Count(t => t.IsOfAnotherTopic);
        if (count == 0)
        {
            return "'apply' carries the plan out.";
        }

        // Perhaps they come to the plan's lists by themselves.
        if (moved.Length == count && moved.All(p => OthersReassignments.Fits(p, state, view)))
        {
            return $"{Quantity.Count(count, "partition is", "partitions are")} moved by a reassignment that {RunState.FitsThePlan}. "
                + OthersReassignments.WayOut(moved);
        }

        var odd = drifted == 0
            ? Quantity.Count(count, "partition is of a topic", "partitions are of topics") + " created anew"
            : Quantity.Count(count, "partition was", "partitions were") + " changed by somebody else";
        var verb = journal.Direction.Word();
        if (!state.Tasks.Any(t => t.IsOpen && t.Drift is null))
        {
            return $"{odd}. Nothing else is left to do. To include {(count == 1 ? "it" : "them")}, "
                + (moved.Length < count ? "make a new plan."
                    : count == 1 ? $"run '{verb}' with {OthersReassignments.Option(moved)}, or make a new plan once that move has ended."
                    : $"run '{verb}' with {OthersReassignments.Option(moved)}, or make a new plan once these moves have ended.");
        }

        // As long as something of others is in flight, leaving it out is not enough.
        string[] options =
        [
            .. drifted > moved.Length ? (string[])["--skip-drifted"] : [],
            .. moved.Length > 0 ? (string[])[OthersReassignments.Option(moved)] : [],
        ];
        return options.Length == 0
            ? $"{odd}; '{verb}' carries out the rest."
            : moved.Length == 0
            ? $"{odd}; '{verb} {options[0]}' carries out the rest."
            : $"{odd}; '{verb}' with {string.Join(" and ", options)} carries out the rest.";
    }
}
