using Rebalancer.Cluster;

namespace Rebalancer.Files.Input;

/// <summary>Holds the sizes that a file gives to what can be added up.</summary>
internal static class SizeTotal
{
    /// <summary>Checks that the bytes of all replicas fit into a whole number of 64 bits, as every sum of them does then.</summary>
    /// <exception cref="InputException">They do not; the message names the largest partition.</exception>
    public static void Require(InputFile file, ClusterSnapshot snapshot)
    {
        Int128 total = 0;
        (TopicPartition Partition, long Bytes) largest = default;
        foreach (var topic in snapshot.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var bytes = partition.Size.BytesOrZero;
                total += (Int128)bytes * Math.Max(1, partition.Replicas.Length);
                largest = bytes > largest.Bytes ? (new(topic.Name, partition.Partition), bytes) : largest;
            }
        }

        if (total > long.MaxValue / 4)
        {
            throw file.Fail(
                $"its sizes add up to more than {DataSize.FromBytes(long.MaxValue / 4)}; the largest is {largest.Bytes} bytes, of "
                    + $"{largest.Partition}",
                "the sizes are not in bytes");
        }
    }
}
