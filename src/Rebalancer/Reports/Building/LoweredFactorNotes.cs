using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Building;

/// <summary>Warns of lowered replication factors that apply refuses: what cannot be carried out says so when it is planned.</summary>
internal static class LoweredFactorNotes
{
    private const int MostNamed = 5;

    /// <summary>One note for each kind: the same number of replicas under the same minimum.</summary>
    /// <param name="effects">What the plan does.</param>
    public static ImmutableArray<PlanNote> Of(PlanEffects effects)
    {
        var minimums = effects.Topics.ToDictionary(t => t.Name, t => t.MinInSyncReplicas, StringComparer.Ordinal);
        return
        [
            .. effects.Changes.Select(row => row.Change)
                .Select(c => (c.TopicPartition.Topic, Before: c.Before.Length, After: c.After.Length,
                    Minimum: minimums.GetValueOrDefault(c.TopicPartition.Topic)))
                .Where(c => LoweredFactor.IsTooLow(c.Before, c.After, c.Minimum))
                .GroupBy(c => (c.After, Minimum: c.Minimum!.Value), c => c.Topic)
                .OrderBy(kind => kind.Key)
                .Select(kind => Note(kind.Key.After, kind.Key.Minimum, kind.Count(), [.. kind.Distinct(StringComparer.Ordinal)])),
        ];
    }

    private static PlanNote Note(int after, int minimum, int partitions, string[] topics) => new(
        PlanNoteKind.Warning,
        PlanNote.LoweredTooFarCode,
        $"'apply' refuses to lower {Quantity.Count(partitions, "partition")} of {Quantity.Count(topics.Length, "topic")} "
            + $"({InputText.List(topics, MostNamed)}) to {Quantity.Count(after, "replica")} while "
            + $"{LoweredFactor.Explain(after, minimum)}.");
}
