using Rebalancer.Files;

namespace Rebalancer.Plans;

/// <summary>
/// Replaces several files of a directory together: all are written beside their places first, then renamed, the last one being the one that
/// makes the others valid.
/// </summary>
internal sealed class AtomicFileSet(string directory) : IDisposable
{
    private readonly List<string> _names = [];

    /// <summary>Writes files to their temporary places and onto the disk, side by side.</summary>
    /// <param name="files">The files, in the order in which they are put in place.</param>
    public void Write(params ReadOnlySpan<(string Name, Action<Stream> Write)> files)
    {
        var writing = new Task[files.Length];
        for (var i = 0; i < files.Length; i++)
        {
            var (name, write) = files[i];
            _names.Add(name);
            writing[i] = Task.Run(() => DurableFile.WriteTo(Temporary(name), write));
        }

        Task.WhenAll(writing).GetAwaiter().GetResult();
    }

    /// <summary>Puts all files in place, in the order written.</summary>
    public void Commit()
    {
        // From here on until its own rename the last file is missing, so a crash leaves no mixture that could be taken for a plan.
        File.Delete(Path.Combine(directory, _names[^1]));
        DurableFile.FlushDirectory(directory);
        foreach (var name in _names)
        {
            File.Move(Temporary(name), Path.Combine(directory, name), overwrite: true);
        }

        DurableFile.FlushDirectory(directory);
        _names.Clear();
    }

    /// <summary>Removes what was written and not put in place.</summary>
    public void Dispose()
    {
        foreach (var name in _names)
        {
            File.Delete(Temporary(name));
        }
    }

    private string Temporary(string name) => DurableFile.TemporaryPath(Path.Combine(directory, name));
}
