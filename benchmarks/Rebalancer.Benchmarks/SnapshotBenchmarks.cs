using BenchmarkDotNet.Attributes;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Files.Input;

namespace Rebalancer.Benchmarks;

/// <summary>Reading and writing of snapshot files.</summary>
[MemoryDiagnoser]
public class SnapshotBenchmarks
{
    private byte[] _file = [];
    private ClusterSnapshot _snapshot = null!;

    [Params("S", "200k random 3x5")]
    public string Cluster { get; set; } = "S";

    [GlobalSetup]
    public void Setup()
    {
        _snapshot = Clusters.Request(Cluster).Snapshot;
        using var stream = new MemoryStream();
        SnapshotFile.Write(_snapshot, stream);
        _file = stream.ToArray();
    }

    [Benchmark]
    public ClusterSnapshot Read() => SnapshotFile.Read(InputFile.From(new MemoryStream(_file), "cluster.json"));

    [Benchmark]
    public void Write() => SnapshotFile.Write(_snapshot, Stream.Null);
}
