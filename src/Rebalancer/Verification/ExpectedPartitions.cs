using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Verification;

/// <summary>The partitions that a placement is to bring, as empty ones of the cluster.</summary>
internal sealed class ExpectedPartitions
{
    private readonly List<TopicPartition> _new = [];

    /// <summary>Reads what was asked.</summary>
    public ExpectedPartitions(PlacementRequest request)
    {
        var topics = request.Snapshot.Topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var firstNew = new Dictionary<string, int>(StringComparer.Ordinal);
        var factors = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var wanted in request.Partitions)
        {
            var topic = topics.GetValueOrDefault(wanted.Topic) ?? new TopicSnapshot(wanted.Topic, []);
            firstNew[wanted.Topic] = topic.Partitions.IsEmpty ? 0 : topic.Partitions[^1].Partition + 1;
            factors[wanted.Topic] = wanted.ReplicationFactor ?? topic.Partitions[0].Replicas.Length;
            int[] numbers = [.. Enumerable.Range(firstNew[wanted.Topic], wanted.Count)];
            topics[wanted.Topic] = topic with
            {
                Partitions = [.. topic.Partitions, .. numbers.Select(p => new PartitionSnapshot(p, [], PartitionSnapshot.NoLeader))],
            };
            _new.AddRange(numbers.Select(p => new TopicPartition(wanted.Topic, p)));
        }

        Snapshot = request.Snapshot with { Topics = [.. topics.Values.OrderBy(t => t.Name, StringComparer.Ordinal)] };
        Options = new VerificationOptions
        {
            WorseSpreadAllowed = request.Spread == SpreadPolicy.Preferred,
            Roles = request.Roles,
            BrokersOf = request.BrokersOf,
            TopicFilter = firstNew.ContainsKey,
            PinFilter = name => name.Partition < firstNew.GetValueOrDefault(name.Topic, int.MaxValue),
            ReplicationFactorOf = topic => factors[topic],
        };
    }

    /// <summary>The cluster with the new partitions.</summary>
    public ClusterSnapshot Snapshot { get; }

    /// <summary>What may change: the new partitions and nothing else.</summary>
    public VerificationOptions Options { get; }

    /// <summary>Reports every partition that is not placed.</summary>
    public void RequireAll(PlacementOutcome outcome, FindingList findings)
    {
        var placed = outcome.Partitions.Select(p => p.TopicPartition).ToHashSet();
        foreach (var name in _new.Where(name => !placed.Contains(name)))
        {
            findings.Add(FindingSeverity.Error, "not-placed", name, () => $"{name} is to be placed, but the plan has no replicas for it.");
        }
    }
}
