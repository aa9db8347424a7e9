using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Topology;

namespace Rebalancer.Plans;

/// <summary>Brings together what readers, planner and plan directory have to say, each sentence once.</summary>
internal static class PlanNotes
{
    private const int NamedBrokers = 10;
    private const int NamedPartitions = 5;

    /// <summary>What the readers have to say: warnings, then what is good to know.</summary>
    public static ImmutableArray<PlanNote> OfInput(ClusterSnapshot snapshot, RackTopology topology) =>
    [
        .. snapshot.Warnings.Concat(topology.Warnings).Distinct().Select(w => new PlanNote(PlanNoteKind.Warning, "input", w)),
        .. snapshot.Notes.Concat(topology.Notes).Distinct().Select(n => new PlanNote(PlanNoteKind.Reason, "input", n)),
    ];

    /// <summary>Everything that belongs to a plan.</summary>
    public static ImmutableArray<PlanNote> OfPlan(
        PlanRequest request, PlanOutcome outcome, ImmutableArray<TopicPartition> notReversible, IReadOnlySet<int> live)
    {
        var said = outcome.Notes.Select(n => n.Text).ToHashSet(StringComparer.Ordinal);
        var notes = OfInput(request.Snapshot, request.Topology).Where(n => !said.Contains(n.Text)).Concat(outcome.Notes).ToImmutableArray()
            .ToBuilder();
        if (InFlight(request.Snapshot, outcome) is { } inFlight)
        {
            notes.Add(inFlight);
        }

        if (!notReversible.IsEmpty)
        {
            notes.Add(NotReversible(outcome, notReversible, live));
        }

        return notes.ToImmutable();
    }

    /// <summary>
    /// A plan for a partition that is still being reassigned replaces what is under way; one that leaves them alone counts on their end.
    /// </summary>
    private static PlanNote? InFlight(ClusterSnapshot snapshot, PlanOutcome outcome)
    {
        var moving = new List<TopicPartition>();
        foreach (var topic in snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                if ((partition.Health & PartitionHealth.Reassigning) != 0)
                {
                    moving.Add(new TopicPartition(topic.Name, partition.Partition));
                }
            }
        }

        if (moving.Count == 0)
        {
            return null;
        }

        var all = moving.ToHashSet();
        var changed = outcome.Changes.Select(c => c.TopicPartition).Where(all.Contains).ToList();
        var isOne = moving.Count == 1;
        var those = isOne ? "it" : "them";
        var then = changed.Count == 0 ? $"does not change {those}"
            : "changes "
                + (changed.Count == moving.Count ? those : $"{changed.Count} of them ({InputText.List(changed, NamedPartitions)})")
                + (changed.Count == 1 ? ": let that reassignment finish first" : ": let those reassignments finish first")
                + $", since applying the plan with another tool now would override {(changed.Count == 1 ? "it" : "them")}";
        return new PlanNote(
            PlanNoteKind.Warning,
            "in-flight",
            $"{moving.Count} {(isOne ? "partition was" : "partitions were")} being reassigned when the cluster was read "
                + $"({InputText.List(moving, NamedPartitions)}). The plan counts {(isOne ? "its list as it" : "their lists as they")} "
                + $"will be when that ends, and {then}.");
    }

    private static PlanNote NotReversible(PlanOutcome outcome, ImmutableArray<TopicPartition> notReversible, IReadOnlySet<int> live)
    {
        var dead = outcome.Changes.SelectMany(c => c.Before).Where(b => !live.Contains(b)).Distinct().Order().ToList();
        var named = string.Join(", ", dead.Take(NamedBrokers))
            + (dead.Count > NamedBrokers ? $" and {dead.Count - NamedBrokers} more" : "");
        var brokers = dead.Count == 1 ? $"a dead broker ({named})" : $"dead brokers ({named})";
        return new PlanNote(
            PlanNoteKind.Warning,
            "not-reversible",
            notReversible.Length == 1
                ? $"1 changed partition cannot be rolled back: Kafka does not accept its old list, which names {brokers}; plan.json names "
                    + "the partition."
                : $"{notReversible.Length} changed partitions cannot be rolled back: Kafka does not accept their old lists, which name "
                    + $"{brokers}; plan.json lists these partitions.");
    }
}
