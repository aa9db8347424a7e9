using System.Globalization;
using Rebalancer.Cli.Options;
using Rebalancer.Cluster;

namespace Rebalancer.Cli.Input;

/// <summary>Partitions that stay as they are: <c>--pin TOPIC[:PARTITION],..</c>.</summary>
internal static class PartitionPins
{
    /// <summary>Whether a partition is pinned; null where none is.</summary>
    /// <exception cref="InputException">The cluster has no such topic or partition.</exception>
    public static Func<TopicPartition, bool>? Filter(IEnumerable<string> pins, ClusterSnapshot snapshot)
    {
        var topics = new HashSet<string>(StringComparer.Ordinal);
        var partitions = new HashSet<TopicPartition>();
        var known = snapshot.Topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var pin in GivenNames.Of("--pin", pins, "partition"))
        {
            var colon = pin.LastIndexOf(':');
            var name = colon < 0 ? pin : pin[..colon];
            if (!known.TryGetValue(name, out var topic))
            {
                var closest = Suggestion.Closest(name, known.Keys);
                throw new InputException(
                    $"--pin: the cluster has no topic '{name}'{(closest is null ? "" : $"; did you mean '{closest}'?")}");
            }

            if (colon < 0)
            {
                topics.Add(name);
                continue;
            }

            if (!int.TryParse(pin.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !topic.Partitions.Any(p => p.Partition == number))
            {
                throw new InputException(
                    $"--pin '{pin}': topic {name} has no partition '{pin[(colon + 1)..]}'; it has {topic.Partitions.Length}, from "
                    + $"{topic.Partitions.FirstOrDefault().Partition}");
            }

            partitions.Add(new(name, number));
        }

        return topics.Count + partitions.Count == 0 ? null : p => topics.Contains(p.Topic) || partitions.Contains(p);
    }
}
