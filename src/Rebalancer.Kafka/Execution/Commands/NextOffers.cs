using System.Collections.Immutable;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.State;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>
/// Which commands can come next, by the journal and where the partitions stand: the one place that decides it, for the sentences of
/// <c>status</c> and <c>cancel</c> and for the command lines of reports.
/// </summary>
internal static class NextOffers
{
    /// <summary>The commands, the likeliest first; none while a process uses the plan.</summary>
    /// <param name="journal">What the journals tell.</param>
    /// <param name="state">The plan's partitions.</param>
    /// <param name="holder">The process that uses the plan, or null.</param>
    public static ImmutableArray<OfferedCommand> Of(JournalState journal, RunState state, int? holder)
    {
        if (holder is not null)
        {
            return [];
        }

        var isUndo = journal.Direction == ExecutionCommand.Undo;
        var (isOpen, isMoving) = (state.Tasks.Any(t => t.IsOpen), state.Running.Any());
        var isThrottled = !ReportBuilder.Throttles(journal).IsEmpty;
        OfferedCommand Onward(string does, string doing) => Offer(isUndo ? ExecutionCommand.Undo : ExecutionCommand.Apply, does, doing);
        var run = isUndo ? "undo" : "run";
        List<OfferedCommand> offers = [];
        if (journal.IsUnfinished)
        {
            // It may have been cut off after its last move: nothing is there to cancel then.
            offers.Add(isOpen ? Onward($"Resume the unfinished {run}", $"resumes the unfinished {run}")
                : isThrottled ? Onward(
                    $"Finish the {run}: remove the throttles and check the result",
                    $"finishes the {run}: it removes the throttles and checks the result")
                : Onward($"Finish the {run}: check the result", $"finishes the {run}: it checks the result"));
        }
        else if (state.NotDone == 0)
        {
            offers.Add(Offer(ExecutionCommand.Verify, "Check the cluster against the plan", "checks it"));
        }
        else if (!state.Drifted.Any() && state.Tasks.Any(t => !t.IsAbsent && t.State != PartitionState.Done))
        {
            // What somebody else changed needs an option, which is for a person to choose.
            offers.Add(journal.LastMoving is null ? Onward("Carry the plan out", "carries the plan out")
                : Onward("Carry on with what is left", "carries on with what is left"));
        }

        if (isMoving)
        {
            offers.Add(Offer(ExecutionCommand.Cancel, "Cancel the moves in flight", "cancels the moves in flight"));
        }
        else if (isThrottled)
        {
            offers.Add(Offer(
                ExecutionCommand.Unthrottle, "Remove the throttles",
                journal.IsUnfinished && !isOpen ? "only removes the throttles" : "removes the throttles"));
        }

        if (isUndo)
        {
            offers.Add(Offer(ExecutionCommand.Apply, "Carry the plan out", "carries the plan out"));
        }
        else if (journal.LastMoving is not null || state.NotDone == 0)
        {
            offers.Add(Offer(ExecutionCommand.Undo, "Restore the previous replica lists", "restores the previous replica lists"));
        }

        return [.. offers];
    }

    private static OfferedCommand Offer(ExecutionCommand command, string does, string doing) => new(command, does) { Clause = doing };
}
