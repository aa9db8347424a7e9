namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>A log dir on a volume of its own.</summary>
internal sealed class SimulatedLogDir(string path, long totalBytes)
{
    public string Path { get; } = path;

    public long TotalBytes { get; } = totalBytes;

    /// <summary>What is on the volume and is no replica: files that wait for their deletion, other programs' data.</summary>
    public double OtherBytes { get; set; }

    /// <summary>Sum of its replicas.</summary>
    public double UsedBytes { get; set; }

    public int ReplicaCount { get; set; }

    public bool IsOnline { get; set; } = true;

    public bool IsCordoned { get; set; }

    public double UsableBytes => Math.Max(0, TotalBytes - UsedBytes - OtherBytes);
}
