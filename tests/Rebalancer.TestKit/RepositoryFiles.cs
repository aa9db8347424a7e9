namespace Rebalancer.TestKit;

/// <summary>Files of this repository, found from the test's own directory upwards.</summary>
public static class RepositoryFiles
{
    private static readonly string[] s_left = ["bin", "obj", "artifacts", "TestResults"];

    /// <summary>The directory of Rebalancer.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or directory.</summary>
    /// <param name="path">Relative to the directory of Rebalancer.sln, with slashes.</param>
    public static string Find(string path) => Path.Combine(Root, path);

    /// <summary>Every file below the directory of Rebalancer.sln that people write, with its path relative to it; sorted.</summary>
    /// <param name="extensions">Which files, such as ".md".</param>
    public static IReadOnlyList<string> All(params string[] extensions) =>
        [.. Below(new(Root)).Where(f => extensions.Contains(f.Extension))
            .Select(f => Path.GetRelativePath(Root, f.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    private static IEnumerable<FileInfo> Below(DirectoryInfo directory) =>
        directory.EnumerateFiles().Concat(directory.EnumerateDirectories()
            .Where(d => !s_left.Contains(d.Name) && (!d.Name.StartsWith('.') || d.Name is ".github" or ".ci"))
            .SelectMany(Below));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Rebalancer.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException($"No Rebalancer.sln above {AppContext.BaseDirectory}.");
    }
}
