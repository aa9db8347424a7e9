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
    public static string Of(JournalState journal, RunState state, ClusterView view, int? holder)
    {
        if (holder is { } process)
        {
            return $"{PlanLock.InUse(process, "this plan")}; Ctrl-C there stops it.";
        }

        var offers = string.Join(
            ", ", NextOffers.Of(journal, state, holder).Select(offer => $"'{offer.Command.Word()}' {offer.Clause}")) + ".";
        return journal.IsUnfinished ? offers
            : state.NotDone == 0 ? (ReportBuilder.Throttles(journal), journal.Direction) switch
            {
                ({ IsEmpty: false }, _) => "Only throttles are left; ",
                (_, ExecutionCommand.Undo) => "Everything is as it was before; ",
                _ => "Nothing is left to do; ",
            } + offers
            : Others(journal, state, OthersReassignments.Of(state, view), view) ?? offers;
    }

    // apply leaves out what somebody else changed, so it is not promised that it carries all of the plan out.
    private static string? Others(JournalState journal, RunState state, TopicPartition[] moved, ClusterView view)
    {
        var drifted = state.Drifted.Count();
        var count = drifted + state.Tasks.Count(t => t.IsOfAnotherTopic);
        if (count == 0)
        {
            return null;
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
            if (journal.Direction == ExecutionCommand.Undo)
            {
                // A new plan would undo nothing.
                return $"{odd}. Nothing else is left to undo."
                    + (moved.Length == 0 ? "" : $" To include {(moved.Length == 1 ? moved.Single().ToString() : "those in flight")}, "
                        + $"run '{verb}' with {OthersReassignments.Option(moved)}.");
            }

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
