using Rebalancer.Cluster;

namespace Rebalancer.Files.Input;

/// <summary>Holds the sizes that a file gives to what can be added up.</summary>
internal static class SizeTotal
{
    private const long Most = long.MaxValue / 4;

    /// <summary>Checks that the bytes of all replicas fit into a whole number of 64 bits, as every sum of them does then.</summary>
    /// <exception cref="InputException">They do not; the message names the largest partition.</exception>
    public static void Require(InputFile file, ClusterSnapshot snapshot)
    {
        long total = 0;
        foreach (var topic in snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                var (bytes, replicas) = (partition.Size.BytesOrZero, Math.Max(1, partition.Replicas.Length));
                if (bytes > (Most - total) / replicas)
                {
                    throw TooMuch(file, snapshot);
                }

                total += bytes * replicas;
            }
        }
    }

    private static InputException TooMuch(InputFile file, ClusterSnapshot snapshot)
    {
        (TopicPartition Partition, long Bytes) largest = default;
        foreach (var topic in snapshot.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var bytes = partition.Size.BytesOrZero;
                largest = bytes > largest.Bytes ? (new(topic.Name, partition.Partition), bytes) : largest;
            }
        }

        return file.Fail(
            $"its sizes add up to more than {DataSize.FromBytes(Most)}; the largest is {largest.Bytes} bytes, of {largest.Partition}",
            "the sizes are not in bytes");
    }
}
