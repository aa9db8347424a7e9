namespace Rebalancer.Cluster;

/// <summary>How much a snapshot may hold.</summary>
/// <param name="MemoryBytes">Bytes of memory, as estimated while reading.</param>
/// <param name="Replicas">Replicas over all partitions.</param>
internal readonly record struct SnapshotLimits(long MemoryBytes, long Replicas)
{
    /// <summary>All of the memory that the garbage collector may use, and the replicas that planning can index (its slots are numbered by int).</summary>
    public static SnapshotLimits OfThisMachine() => new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Array.MaxLength);

    /// <summary>Which limit is passed, or null.</summary>
    public string? Problem(long memoryBytes, long replicas)
    {
        if (memoryBytes > MemoryBytes)
        {
            return $"what was read so far takes {memoryBytes >> 20} MiB of memory, and {MemoryBytes >> 20} MiB are there";
        }

        return replicas > Replicas ? $"it has more than {Replicas} replicas" : null;
    }
}
