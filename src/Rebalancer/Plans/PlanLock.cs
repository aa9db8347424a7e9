using System.Globalization;
using Rebalancer.Files;

namespace Rebalancer.Plans;

/// <summary>
/// The lock of a plan directory: one command at a time works with it, from its first question to its last write. It dies with its process.
/// </summary>
/// <remarks>
/// Two files: <c>execution.lock</c>, which is locked, and <c>execution.pid</c>, which names the process, since a locked file cannot be read
/// everywhere. Whoever holds the lock removes both at its end; only a process that was killed leaves them, for the next one to take. Safe
/// for use from any thread; released once.
/// </remarks>
public sealed class PlanLock : IDisposable
{
    /// <summary>The name of the file that is locked.</summary>
    public const string LockFileName = "execution.lock";

    /// <summary>The name of the file that names the process.</summary>
    public const string ProcessFileName = "execution.pid";

    /// <summary>Somebody who only looks whether the lock is held has it for a moment: it is tried again before it counts as held.</summary>
    private const int Tries = 20;

    /// <summary>A sharing violation on Linux, on macOS and on Windows, as .NET reports it.</summary>
    private static readonly int[] s_held = [11, 35, unchecked((int)0x80070020)];

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    private readonly FileStream _file;
    private readonly string _processPath;

    private PlanLock(FileStream file, string processPath)
    {
        _file = file;
        _processPath = processPath;
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="directory">The plan directory; it must exist.</param>
    /// <exception cref="InputException">
    /// Another process holds it, or the directory may not be written to; the message names either.
    /// </exception>
    public static PlanLock Take(string directory) => TryTake(directory, out var holder)
        ?? throw Held(directory, holder);

    /// <summary>Requires that nobody holds the lock of a directory.</summary>
    /// <param name="directory">The plan directory.</param>
    /// <exception cref="InputException">A process holds it; the message names it.</exception>
    public static void RequireFree(string directory)
    {
        if (Holder(directory) is { } holder)
        {
            throw Held(directory, holder);
        }
    }

    /// <summary>Who holds a lock, as the first part of a sentence: "Process 4711 is using plans/monday".</summary>
    /// <param name="holder">The process, 0 where unknown.</param>
    /// <param name="what">What it uses, such as the directory.</param>
    public static string InUse(int holder, string what) =>
        $"{(holder == 0 ? "Another process" : string.Create(CultureInfo.InvariantCulture, $"Process {holder}"))} is using {what}";

    /// <summary>Takes the lock, or tells who has it.</summary>
    /// <param name="directory">The plan directory; it must exist.</param>
    /// <param name="holder">The process that has it, 0 where unknown; only with null.</param>
    /// <returns>The lock, or null where another has it.</returns>
    /// <exception cref="InputException">The directory may not be written to.</exception>
    public static PlanLock? TryTake(string directory, out int holder)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        holder = 0;
        var processPath = Path.Combine(directory, ProcessFileName);
        for (var attempt = 1; ; attempt++)
        {
            FileStream? file = null;
            try
            {
                file = Open(Path.Combine(directory, LockFileName));
                File.WriteAllText(processPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                return new PlanLock(file, processPath);
            }
            catch (IOException e) when (file is null && s_held.Contains(e.HResult))
            {
                if (attempt == Tries)
                {
                    holder = ReadProcess(processPath);
                    return null;
                }

                Thread.Sleep(s_pause);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (file is not null)
                {
                    Release(file, processPath);
                }

                throw new InputException($"{directory} cannot be written to: {FileFailure.OfWriting(e)}.", e);
            }
        }
    }

    /// <summary>The process that holds the lock of a directory, 0 where unknown; null where nobody does.</summary>
    /// <param name="directory">The plan directory.</param>
    public static int? Holder(string directory)
    {
        // Without a process nobody has it, so that a look is mostly in nobody's way.
        var path = Path.Combine(directory, LockFileName);
        if (!File.Exists(Path.Combine(directory, ProcessFileName)) || !File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Released since it was found.
            return null;
        }
        catch (IOException)
        {
            return ReadProcess(Path.Combine(directory, ProcessFileName));
        }
        catch (UnauthorizedAccessException)
        {
            // Somebody else's, who may hold it: nobody can tell from here.
            return ReadProcess(Path.Combine(directory, ProcessFileName));
        }
    }

    private static InputException Held(string directory, int holder) =>
        new($"{InUse(holder, directory)}. Perhaps press Ctrl-C there first; 'status' and 'verify' work at any time.");

    /// <summary>Releases the lock.</summary>
    public void Dispose() => Release(_file, _processPath);

    // A lock file that is removed can let two processes hold two files of one name. With these three options .NET rules that out: it
    // removes the file while the lock is still held, and whoever gets the lock of a file that is no longer the one at the path opens anew.
    private static FileStream Open(string path) => new(
        path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);

    private static void Release(FileStream file, string processPath)
    {
        try
        {
            // First, as from the next line on the file is somebody else's.
            File.Delete(processPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A name without a lock counts for nothing, so that it harms nobody where it stays.
        }
        finally
        {
            file.Dispose();
        }
    }

    private static int ReadProcess(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
