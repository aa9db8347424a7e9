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
                var closest = AsPin(pin, known.Keys) ?? Suggestion.Closest(name, known.Keys);
                throw new InputException(
                    $"--pin: the cluster has no topic '{name}'{(closest is null ? "" : $"; did you mean '{closest}'?")}");
            }

            if (colon < 0)
            {
                topics.Add(name);
                continue;
            }

            if (!int.TryParse(pin.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                throw new InputException(
                    $"--pin '{pin}': '{pin[(colon + 1)..]}' is not the number of a partition; write one as {name}:0, several as "
                    + $"{name}:0,{name}:1, all of the topic as {name}");
            }

            if (!topic.Partitions.Any(p => p.Partition == number))
            {
                throw new InputException($"--pin '{pin}': topic {name} has no partition {number}; it has {Numbers(topic)}");
            }

            partitions.Add(new(name, number));
        }

        return topics.Count + partitions.Count == 0 ? null : p => topics.Contains(p.Topic) || partitions.Contains(p);
    }

    // The partition as Kafka's own logs write it.
    private static string? AsPin(string pin, IEnumerable<string> topics)
    {
        var hyphen = pin.LastIndexOf('-');
        return hyphen > 0 && pin.AsSpan(hyphen + 1) is { IsEmpty: false } number && !number.ContainsAnyExceptInRange('0', '9')
            && topics.Contains(pin[..hyphen])
                ? $"{pin[..hyphen]}:{number}"
                : null;
    }

    // In a file that holds a part of a cluster numbers may be missing in between.
    private static string Numbers(TopicSnapshot topic)
    {
        int[] numbers = [.. topic.Partitions.Select(p => p.Partition).Order()];
        return numbers is [var first, .., var last] && last - first == numbers.Length - 1
            ? $"{first} to {last}"
            : numbers is [] ? "none" : $"only {InputText.List(numbers)}";
    }
}
