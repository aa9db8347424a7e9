using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Topology;

namespace Rebalancer.Plans;

/// <summary>Brings together what readers, planner and plan directory have to say, each sentence once.</summary>
internal static class PlanNotes
{
    private const int NamedBrokers = 10;

    /// <summary>The warnings of the readers.</summary>
    public static ImmutableArray<PlanNote> OfInput(ClusterSnapshot snapshot, RackTopology topology) =>
        [.. snapshot.Warnings.Concat(topology.Warnings).Distinct().Select(w => new PlanNote(PlanNoteKind.Warning, "input", w))];

    /// <summary>Everything that belongs to a plan.</summary>
    public static ImmutableArray<PlanNote> OfPlan(PlanRequest request, PlanOutcome outcome, ImmutableArray<TopicPartition> notReversible, IReadOnlySet<int> live)
    {
        var said = outcome.Notes.Select(n => n.Text).ToHashSet(StringComparer.Ordinal);
        var notes = OfInput(request.Snapshot, request.Topology).Where(n => !said.Contains(n.Text)).Concat(outcome.Notes).ToImmutableArray();
        return notReversible.IsEmpty ? notes : notes.Add(NotReversible(outcome, notReversible, live));
    }

    private static PlanNote NotReversible(PlanOutcome outcome, ImmutableArray<TopicPartition> notReversible, IReadOnlySet<int> live)
    {
        var dead = outcome.Changes.SelectMany(c => c.Before).Where(b => !live.Contains(b)).Distinct().Order().ToList();
        var named = string.Join(", ", dead.Take(NamedBrokers)) + (dead.Count > NamedBrokers ? $" and {dead.Count - NamedBrokers} more" : "");
        return new PlanNote(
            PlanNoteKind.Warning,
            "not-reversible",
            $"{notReversible.Length} changed {(notReversible.Length == 1 ? "partition" : "partitions")} cannot be rolled back: an old list with a dead broker ({named}) is not taken by Kafka; plan.json names them.");
    }
}
