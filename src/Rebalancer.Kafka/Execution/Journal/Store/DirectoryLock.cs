using System.Globalization;

namespace Rebalancer.Kafka.Execution.Journal.Store;

/// <summary>The lock of a plan directory: one command at a time changes the cluster by it. It dies with its process.</summary>
/// <remarks>Two files: one that is locked, and one that names the process, since a locked file cannot be read everywhere.</remarks>
internal sealed class DirectoryLock : IDisposable
{
    private const string LockName = "execution.lock";
    private const string PidName = "execution.pid";

    private readonly FileStream _file;
    private readonly string _pidPath;

    private DirectoryLock(FileStream file, string pidPath)
    {
        _file = file;
        _pidPath = pidPath;
    }

    /// <summary>Takes the lock, or tells who has it.</summary>
    /// <param name="directory">The plan directory.</param>
    /// <param name="holder">The process that has it, 0 where unknown; only with null.</param>
    public static DirectoryLock? TryTake(string directory, out int holder)
    {
        holder = 0;
        var pidPath = Path.Combine(directory, PidName);
        try
        {
            var file = new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(pidPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DirectoryLock(file, pidPath);
        }
        catch (IOException) when (File.Exists(Path.Combine(directory, LockName)))
        {
            holder = ReadPid(pidPath);
            return null;
        }
    }

    /// <summary>The process that holds the lock of a directory, or null where nobody does.</summary>
    public static int? Holder(string directory)
    {
        // Without a pid nobody has it; and the lock is tried only where somebody may, so that a look is in nobody's way.
        var path = Path.Combine(directory, LockName);
        if (!File.Exists(Path.Combine(directory, PidName)) || !File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return null;
        }
        catch (IOException)
        {
            return ReadPid(Path.Combine(directory, PidName));
        }
    }

    public void Dispose()
    {
        File.Delete(_pidPath);
        _file.Dispose();
    }

    private static int ReadPid(string path) => File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0;
}
