namespace Rebalancer.Kafka.Admin;

/// <summary>
/// Which log dirs share a volume. Kafka tells no volume id, so dirs whose volumes look the same count once: better too little room than too
/// much.
/// </summary>
internal static class LogDirVolumes
{
    /// <summary>
    /// Two dirs whose volumes have the same size and whose free bytes differ by less than this share of it are taken for one volume; the
    /// brokers read them at different moments.
    /// </summary>
    private const double SameVolumeShare = 0.001;

    /// <summary>
    /// One dir for each volume, the one with the least free bytes; dirs that do not tell sizes (before Kafka 3.3) are left out.
    /// </summary>
    public static List<LogDir> Distinct(IEnumerable<LogDir> dirs)
    {
        List<LogDir> volumes = [];
        foreach (var dir in dirs.Where(d => d.UsableBytes >= 0).OrderBy(d => d.TotalBytes).ThenBy(d => d.UsableBytes))
        {
            // Sorted by free bytes, the first of a volume has the least, and the others follow it closely.
            if (volumes.Count == 0 || !IsSame(volumes[^1], dir))
            {
                volumes.Add(dir);
            }
        }

        return volumes;
    }

    private static bool IsSame(LogDir volume, LogDir dir) =>
        volume.TotalBytes == dir.TotalBytes && dir.UsableBytes - volume.UsableBytes <= volume.TotalBytes * SameVolumeShare;
}
