using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.TestKit;

namespace Rebalancer.Cli.Tests.Commands;

/// <summary>Files of a small cluster for the commands: six old brokers in a grid of 3 x 3 and three new, empty ones.</summary>
internal static class ClusterFiles
{
    private const long MiB = 1L << 20;

    public static ClusterSnapshot ScaleOut { get; } = ClusterBuilder.Brokers(6)
        .Topic("clicks", partitions: 12, rf: 3, sizeBytes: 700 * MiB)
        .Topic("orders", partitions: 6, rf: 2, sizeBytes: 90 * MiB)
        .Add(1007).Add(1008).Add(1009)
        .Grid(3, 3)
        .Build();

    public static string WriteScaleOut(this TemporaryDirectory directory, string name = "cluster.json")
    {
        var path = directory.File(name);
        SnapshotFile.Write(ScaleOut, path);
        return path;
    }
}
