using System.Collections.Immutable;

namespace Rebalancer.Cluster;

/// <summary>What stands out in a cluster whatever it was read from: one line for each kind, with a count and a few examples.</summary>
/// <remarks>Stateless and safe to use from many threads at once.</remarks>
public static class ClusterRemarks
{
    private const int Examples = 5;

    /// <summary>Looks at a cluster.</summary>
    /// <param name="snapshot">The cluster; its own warnings are not looked at.</param>
    /// <returns>Lines for a person, in a fixed order; none where nothing stands out.</returns>
    public static ImmutableArray<string> Of(ClusterSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var remarks = ImmutableArray.CreateBuilder<string>();
        remarks.AddRange(UnlistedBrokers(snapshot));
        remarks.AddRange(StrangersInSync(snapshot));
        remarks.AddRange(StrangersThatLead(snapshot));
        remarks.AddRange(MixedReplicationFactors(snapshot));
        remarks.AddRange(PlacementConstraints(snapshot));
        return remarks.DrainToImmutable();
    }

    private static IEnumerable<string> UnlistedBrokers(ClusterSnapshot snapshot)
    {
        var listed = new BrokerIndex([.. snapshot.Brokers.Concat(snapshot.DeadBrokers).Select(broker => broker.Id).Distinct()]);
        var unlisted = new SortedDictionary<int, int>();
        foreach (var topic in snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                foreach (var id in partition.Replicas.Ids())
                {
                    if (listed.Of(id) < 0)
                    {
                        unlisted[id] = unlisted.GetValueOrDefault(id) + 1;
                    }
                }
            }
        }

        if (unlisted.Count == 1)
        {
            var (id, count) = unlisted.First();
            yield return $"Broker {id} is listed neither as live nor as dead, but holds "
                + $"{InputText.Count(count, "replica")}; it counts as dead.";
        }
        else if (unlisted.Count > 1)
        {
            yield return $"{unlisted.Count} brokers are listed neither as live nor as dead, but hold replicas; they count as dead: "
                + $"{InputText.List([.. unlisted.Select(entry => $"{entry.Key} ({InputText.Count(entry.Value, "replica")})")])}.";
        }
    }

    private static IEnumerable<string> StrangersInSync(ClusterSnapshot snapshot)
    {
        var odd = new List<string>();
        foreach (var topic in snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                // The snapshot holds the target of a reassignment; the replicas that it takes away may well be in sync.
                if (!partition.Isr.IsDefaultOrEmpty && !partition.Health.HasFlag(PartitionHealth.Reassigning)
                    && partition.Isr != partition.Replicas
                    && Strangers(partition.Isr, partition.Replicas) is { } strangers)
                {
                    odd.Add($"{topic.Name}-{partition.Partition} ({string.Join(", ", strangers)})");
                }
            }
        }

        if (odd.Count > 0)
        {
            yield return $"The ISR of {InputText.Count(odd.Count, "partition")} names brokers that hold no replica of "
                + $"{(odd.Count == 1 ? "it" : "them")}: "
                + $"{InputText.List(odd, Examples)}. These do not count as in sync.";
        }
    }

    private static IEnumerable<string> StrangersThatLead(ClusterSnapshot snapshot)
    {
        var odd = new List<string>();
        foreach (var topic in snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                // As above: a replica that a reassignment takes away may still lead.
                if (partition.Leader != PartitionSnapshot.NoLeader && !partition.Health.HasFlag(PartitionHealth.Reassigning)
                    && !partition.Replicas.Contains(partition.Leader))
                {
                    odd.Add($"{topic.Name}-{partition.Partition} ({partition.Leader})");
                }
            }
        }

        if (odd.Count > 0)
        {
            yield return $"{InputText.Count(odd.Count, "partition")} {(odd.Count == 1 ? "is" : "are")} led by a broker that holds no "
                + $"replica of {(odd.Count == 1 ? "it" : "them")}: {InputText.List(odd, Examples)}. Perhaps the file was edited, or a "
                + "reassignment was under way when it was made.";
        }
    }

    private static List<int>? Strangers(ImmutableArray<int> inSync, ImmutableArray<int> replicas)
    {
        List<int>? strangers = null;
        foreach (var id in inSync)
        {
            if (!replicas.Contains(id))
            {
                (strangers ??= []).Add(id);
            }
        }

        return strangers;
    }

    private static IEnumerable<string> MixedReplicationFactors(ClusterSnapshot snapshot)
    {
        var mixed = new List<string>();
        foreach (var topic in snapshot.Topics.Where(HasMixedFactors))
        {
            var factors = topic.Partitions.Where(p => !p.Health.HasFlag(PartitionHealth.Reassigning))
                .GroupBy(p => p.Replicas.Length).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).ToArray();
            if (factors.Length > 1)
            {
                var told = factors.Select((g, i) => Factor(g.Key, [.. g.Select(p => p.Partition)], named: i > 0));
                mixed.Add($"{topic.Name} has {string.Join(" and ", told)}");
            }
        }

        if (mixed.Count > 0)
        {
            yield return $"{(mixed.Count == 1 ? "The partitions of a topic have" : $"The partitions of {mixed.Count} topics have")} "
                + "different replication factors: "
                + $"{InputText.List(mixed, Examples)}. Perhaps a reassignment was broken off.";
        }
    }

    private static bool HasMixedFactors(TopicSnapshot topic)
    {
        foreach (ref readonly var partition in topic.Partitions.AsSpan())
        {
            if (partition.Replicas.Length != topic.Partitions[0].Replicas.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static string Factor(int factor, int[] partitions, bool named) =>
        $"{InputText.Count(partitions.Length, "partition")} of RF {factor}{(named ? $" ({InputText.List(partitions)})" : "")}";

    private static IEnumerable<string> PlacementConstraints(ClusterSnapshot snapshot)
    {
        var topics = snapshot.Topics.Where(topic => topic.HasPlacementConstraints).Select(topic => topic.Name).ToArray();
        if (topics.Length > 0)
        {
            yield return $"{InputText.Count(topics.Length, "topic")} with placement constraints or observers of Confluent Server, "
                + "which cannot be planned here; "
                + $"not changed: {InputText.List(topics, Examples)}.";
        }
    }
}
