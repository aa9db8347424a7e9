using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.Assignments;

/// <summary>Takes the lists of Kafka's reassignment JSON as the cluster that they describe.</summary>
internal static class ListedAssignment
{
    private const int Examples = 5;

    public static AssignmentReading Of(InputFile file, Reassignment lists, ImmutableArray<Broker> brokers)
    {
        if (lists.Partitions.IsEmpty)
        {
            throw file.Fail("\"partitions\" is empty", null);
        }

        var live = brokers.Select(broker => broker.Id).ToHashSet();
        var builder = ImmutableArray.CreateBuilder<TopicSnapshot>();
        foreach (var topic in lists.Partitions.GroupBy(p => p.TopicPartition.Topic))
        {
            builder.Add(new TopicSnapshot(
                topic.Key,
                [.. topic.Select(p => new PartitionSnapshot(
                    p.TopicPartition.Partition, p.Replicas, p.Replicas.FirstOrDefault(live.Contains, PartitionSnapshot.NoLeader)))])
            {
                HasPlacementConstraints = topic.Any(p => !p.Observers.IsEmpty),
            });
        }

        var topics = builder.DrainToImmutable();
        return new AssignmentReading(
            topics, [.. LogDirs(file, lists),
            .. PartialListing.Warnings(file.Name, topics, ImmutableDictionary<string, int>.Empty, ImmutableHashSet<string>.Empty, null)]);
    }

    private static IEnumerable<string> LogDirs(InputFile file, Reassignment lists)
    {
        if (lists.WithLogDirs is { IsEmpty: false } partitions)
        {
            yield return $"{file.Name}: the log_dirs of {InputText.Count(partitions.Length, "partition")} play no part in planning, "
                + "which chooses brokers and leaves log dirs to Kafka: "
                + $"{InputText.List(partitions, Examples)}.";
        }
    }
}
