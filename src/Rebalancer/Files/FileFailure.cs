using System.Runtime.InteropServices;

namespace Rebalancer.Files;

/// <summary>Why a file could not be read or written, in words for a person.</summary>
/// <remarks>
/// Without the path, which may be that of a temporary file: whoever tells it names the file as it was given. Stateless and safe for
/// concurrent use.
/// </remarks>
public static class FileFailure
{
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaOnLinux = 122;
    private const int WindowsError = unchecked((int)0x80070000);
    private const int WindowsDiskFull = WindowsError | 112;

    /// <summary>Why a file or directory could not be written, as a clause without a full stop.</summary>
    /// <param name="failure">What .NET threw.</param>
    public static string OfWriting(Exception failure) => failure switch
    {
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "the directory does not exist, or takes no files",
        _ => Reason(failure),
    };

    /// <summary>Why a file or directory could not be read, as a clause without a full stop.</summary>
    /// <param name="failure">What .NET threw.</param>
    public static string OfReading(Exception failure) => failure switch
    {
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "it does not exist",
        _ => Reason(failure),
    };

    private static string Reason(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            PathTooLongException => "the name is too long",
            { HResult: NoSpace or WindowsDiskFull } => "no space is left on the disk",
            { HResult: ReadOnlyFileSystem } => "the file system is read-only",
            { HResult: QuotaOnLinux } => "the disk quota is used up",
            { HResult: > 0 } => Marshal.GetPInvokeErrorMessage(failure.HResult),
            { HResult: var code } when (code & WindowsError) == WindowsError => Marshal.GetPInvokeErrorMessage(code & 0xffff),
            _ => failure.Message.TrimEnd('.'),
        };
    }
}
