using Rebalancer.Files;
using Rebalancer.TestKit;

namespace Rebalancer.Benchmarks.Commands;

/// <summary>The clusters that whole commands are measured on, as plain JSON files in a folder of their own.</summary>
internal sealed class CommandClusters : IDisposable
{
    private const string LargeName = "200k scale-out 3x3";
    private const string HugeName = "1M random 5x20";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rebalancer-commands-");

    public static IEnumerable<string> Names => [.. Clusters.Saved, LargeName, HugeName];

    /// <summary>A file of the cluster, written when it is first asked for.</summary>
    public string FileOf(string name)
    {
        var file = Path.Combine(_folder.FullName, name.Replace(' ', '-') + ".json");
        if (!File.Exists(file))
        {
            var cluster = Clusters.Generated.TryGetValue(name, out var shape)
                ? ClusterGenerator.Generate(shape) : SnapshotFile.Read(Clusters.InstancePath(name));
            SnapshotFile.Write(cluster, file);
        }

        return file;
    }

    /// <summary>A directory for a plan; it need not be empty.</summary>
    public string PlanDirectory => Path.Combine(_folder.FullName, "plan");

    public void Dispose() => _folder.Delete(recursive: true);
}
