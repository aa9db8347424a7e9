using System.Globalization;
using System.Runtime.InteropServices;

namespace Rebalancer.Files;

/// <summary>
/// Files that survive a full disk and a power cut: each is the old one or the whole new one, and is on the disk when a method returns.
/// </summary>
/// <remarks>Stateless and safe for concurrent use on different files.</remarks>
public static class DurableFile
{
    private const int ReadOnly = 0;

    /// <summary>Writes a file in place of what is there: beside it first, onto the disk, then renamed.</summary>
    /// <param name="path">The file; a symbolic link is followed, a device is written to as it is.</param>
    /// <param name="write">Writes it; gets a stream.</param>
    /// <exception cref="IOException">It cannot be written; what was there stays, and nothing is left beside it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Replace(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        path = Target(path);
        if (IsDevice(path))
        {
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(device);
            return;
        }

        var temporary = TemporaryPath(path);
        try
        {
            WriteTo(temporary, write);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Finds out early whether <see cref="Replace"/> may write a file: makes the file beside it, empty, and removes it.</summary>
    /// <param name="path">The file; its directory must exist. A device is taken to be writable.</param>
    /// <exception cref="IOException">It cannot be written, such as on a read-only file system.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Probe(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Target(path);
        if (!IsDevice(path))
        {
            var temporary = TemporaryPath(path);
            WriteTo(temporary, static _ => { });
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Brings the names in a directory onto the disk: a file that was made or renamed can be gone after a power cut, however well its bytes
    /// were flushed.
    /// </summary>
    /// <remarks>
    /// fsync(2) on the directory where the system has it (Linux, macOS). Windows takes no such call; NTFS keeps names in its own journal.
    /// A file system that refuses it (some network shares) is left alone: there is nothing more to be done there.
    /// </remarks>
    /// <param name="directory">The directory; it must exist.</param>
    public static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(Path.GetFullPath(directory), ReadOnly);
        if (descriptor >= 0)
        {
            _ = Sync(descriptor);
            _ = Close(descriptor);
        }
    }

    /// <summary>A name beside a file that nobody else uses: hidden, ours by its ending, and this process's by its number.</summary>
    internal static string TemporaryPath(string path) => Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(path))!,
        string.Create(CultureInfo.InvariantCulture, $".{Path.GetFileName(path)}.{Environment.ProcessId}.rebalancer-tmp"));

    /// <summary>Writes a file and flushes it.</summary>
    internal static void WriteTo(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    // A link may name a file that is yet to be made. What /dev/stdout links to has no name that could be opened.
    private static string Target(string path)
    {
        // From a relative name .NET finds the target of such a link in the root directory.
        path = Path.GetFullPath(path);
        return (!IsDevice(path) && new FileInfo(path).LinkTarget is not null
            ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? path;
    }

    // A rename would put a file in the place of the device.
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
