using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Reports.Building;

/// <summary>Makes the report of a placement.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class PlacementReportBuilder
{
    /// <summary>Reports a placement.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="outcome">Where the partitions go.</param>
    /// <param name="context">How the tool was called; null where a program asks.</param>
    public static PlacementReport Build(PlacementRequest request, PlacementOutcome outcome, CommandContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(outcome);
        var roles = BrokerRoles.Assign(request.Snapshot, request.Roles);
        int[] receivers = [.. request.Snapshot.Brokers.Select(b => b.Id).Where(id => roles.Of(id).MayReceive)];
        var topics = outcome.Partitions.GroupBy(p => p.TopicPartition.Topic)
            .Select(g => Topic(request.Snapshot, g.Key, [.. g], receivers)).ToImmutableArray();
        return new()
        {
            ClusterId = request.Snapshot.ClusterId,
            Summary = Summary(topics, outcome),
            Topics = topics,
            Measures = MeasureTable.Of(outcome.Before, outcome.After, sizesUnknown: true),
            Before = outcome.Before,
            After = outcome.After,
            Method = outcome.Method,
            Proof = ProofWords.Rows(outcome.Goals),
            Notes = outcome.Notes,
            Next = NextStepsBuilder.AfterPlacement(request.Snapshot, topics, context ?? CommandContext.Default),
        };
    }

    private static PlacedTopic Topic(ClusterSnapshot snapshot, string name, ImmutableArray<PlacedPartition> partitions, int[] receivers)
    {
        var existing = snapshot.Topics.FirstOrDefault(t => t.Name == name);
        var lists = (existing?.Partitions ?? []).Select(p => p.Replicas).Concat(partitions.Select(p => p.Replicas));
        var isWhole = existing is null || existing.Partitions[^1].Partition == existing.Partitions.Length - 1;
        return new(
            name, existing is null, partitions[0].Replicas.Length, partitions,
            Range(partitions.SelectMany(p => p.Replicas), receivers), Range(partitions.Select(p => p.Replicas[0]), receivers),
            isWhole ? string.Join(',', lists.Select(list => string.Join(':', list))) : null);
    }

    private static LoadRange Range(IEnumerable<int> brokers, int[] receivers)
    {
        var counts = brokers.CountBy(b => b).ToDictionary();
        return new(receivers.Min(b => counts.GetValueOrDefault(b)), receivers.Max(b => counts.GetValueOrDefault(b)));
    }

    private static string Summary(ImmutableArray<PlacedTopic> topics, PlacementOutcome outcome)
    {
        var partitions = Quantity.Count(outcome.Partitions.Length, "new partition");
        var where = topics.Length == 1 ? $"topic {topics[0].Name}" : Quantity.Count(topics.Length, "topic");
        var open = outcome.Goals.Where(r => !r.Proven).Select(r => ProofWords.Name(r.Goal)).ToList();
        return $"{partitions} of {where} placed; nothing that exists changes. "
            + (open.Count == 0 ? "Proven optimal." : $"Proven optimal but for {string.Join(" and ", open)}.");
    }
}
