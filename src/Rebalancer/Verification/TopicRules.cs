using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>What the options say of one topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="IsSelected">Whether it may change.</param>
/// <param name="WantedFactor">The replication factor that it is to have; null where each partition keeps its own.</param>
/// <param name="BrokerSet">The brokers that it must stay within; null for all.</param>
internal sealed record TopicRules(TopicSnapshot Topic, bool IsSelected, int? WantedFactor, BrokerSet? BrokerSet)
{
    /// <summary>How many replicas a partition is to have.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="isPinned">Whether it never changes.</param>
    public int Wanted(in PartitionSnapshot partition, bool isPinned) => isPinned ? partition.Replicas.Length
        : WantedFactor ?? partition.Replicas.Length;

    /// <summary>The rules of every topic, in the snapshot's order.</summary>
    public static TopicRules[] Of(ClusterSnapshot snapshot, VerifiedCluster cluster, VerificationOptions options)
    {
        var sets = new Dictionary<string, BrokerSet>(StringComparer.Ordinal);
        return [.. snapshot.Topics.Select(OfTopic)];

        TopicRules OfTopic(TopicSnapshot topic)
        {
            // What placement constraints ask for is not known, so no plan of ours touches such a topic.
            var selected = (options.TopicFilter?.Invoke(topic.Name) ?? true) && !(options.IsOwnPlan && topic.HasPlacementConstraints);
            return selected
                ? new(topic, true, options.ReplicationFactorOf?.Invoke(topic.Name), Set(options.BrokersOf?.Invoke(topic.Name)))
                : new(topic, false, null, null);
        }

        BrokerSet? Set(ImmutableArray<int>? brokers)
        {
            if (brokers is not { } ids)
            {
                return null;
            }

            var text = string.Join(", ", ids.Order().Select(id => id.ToString(CultureInfo.InvariantCulture)));
            if (!sets.TryGetValue(text, out var set))
            {
                var members = ids.ToHashSet();
                sets[text] = set = new(sets.Count, text, [.. cluster.Brokers.Select(b => members.Contains(b.Id))]);
            }

            return set;
        }
    }
}
