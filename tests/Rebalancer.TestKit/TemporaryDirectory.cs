namespace Rebalancer.TestKit;

/// <summary>A directory of a test's own, removed when the test ends.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("rebalancer-tests-");

    /// <summary>Its full path.</summary>
    public string Path => _directory.FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string content)
    {
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
