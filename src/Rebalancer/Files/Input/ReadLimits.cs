namespace Rebalancer.Files.Input;

/// <summary>How much a cluster that is read may hold.</summary>
/// <param name="MemoryBytes">Bytes of memory, as estimated while reading.</param>
/// <param name="Replicas">Replicas over all partitions.</param>
internal readonly record struct ReadLimits(long MemoryBytes, long Replicas)
{
    /// <summary>
    /// Half of the memory that the process may use, since planning needs about as much again, and the replicas that planning can number (by
    /// int).
    /// </summary>
    public static ReadLimits OfThisMachine() => new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, Array.MaxLength);

    /// <summary>Which limit is passed, or null.</summary>
    public string? Problem(long memoryBytes, long replicas)
    {
        if (memoryBytes > MemoryBytes)
        {
            return $"what was read so far takes {memoryBytes >> 20} MiB of memory, more than the {MemoryBytes >> 20} MiB that a "
                + "cluster may take here (half of all)";
        }

        return replicas > Replicas ? $"it has more than {Replicas} replicas" : null;
    }
}
