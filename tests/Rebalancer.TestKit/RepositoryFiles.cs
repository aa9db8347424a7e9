namespace Rebalancer.TestKit;

/// <summary>Finds files of the repository from a test's output directory.</summary>
public static class RepositoryFiles
{
    /// <summary>The full path of a file or directory.</summary>
    /// <param name="path">Relative to the directory of Rebalancer.sln, with slashes.</param>
    public static string Find(string path)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Rebalancer.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(directory?.FullName ?? throw new InvalidOperationException($"No Rebalancer.sln above {AppContext.BaseDirectory}."), path);
    }
}
