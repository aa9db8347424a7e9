using Rebalancer.Files;

namespace Rebalancer.Cli.Context;

/// <summary>Files and directories that options ask to write: a failure names the option, the path as given and the reason.</summary>
internal static class OutputFile
{
    /// <summary>
    /// Says early that a file cannot be written: no directory for it, a directory in its place, or no right to write there.
    /// </summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    /// <param name="planDirectory">A directory that will exist when the file is written, or null.</param>
    /// <exception cref="InputException">It cannot.</exception>
    public static void RequireWritable(string option, string path, string? planDirectory = null)
    {
        if (Directory.Exists(path))
        {
            throw new InputException($"{option} {path} is a directory; name a file");
        }

        if (path is "/dev/stdout" or "/dev/stderr")
        {
            throw new InputException($"{option} {path}: the command prints its text there; name a file, or use --json for JSON alone");
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(directory))
        {
            Write(option, path, () => DurableFile.Probe(path));
        }
        else if (planDirectory is null || directory != Path.GetFullPath(planDirectory))
        {
            throw new InputException($"{option} {path}: the directory {directory} does not exist");
        }
    }

    /// <summary>Writes, and tells a failure in words that name the option.</summary>
    /// <param name="option">The option.</param>
    /// <param name="path">Its value.</param>
    /// <param name="write">Writes.</param>
    /// <param name="written">What the command has written before, such as <c>the plan is in p</c>; null for nothing.</param>
    /// <exception cref="InputException">It failed, and nothing was written.</exception>
    /// <exception cref="IOException">It failed, and <paramref name="written"/> tells what was written before.</exception>
    public static void Write(string option, string path, Action write, string? written = null)
    {
        try
        {
            write();
        }
        catch (Exception e) when (Cause(e) is { } cause)
        {
            var text = $"{option} {path} cannot be written: {FileFailure.OfWriting(cause)}";
            throw written is null ? new InputException(text, e) : new IOException($"{text}; {written}", e);
        }
    }

    // The library tells of a directory that cannot be made as bad input, and keeps why.
    private static Exception? Cause(Exception e) => e switch
    {
        IOException or UnauthorizedAccessException => e,
        InputException { InnerException: IOException or UnauthorizedAccessException } => e.InnerException,
        _ => null,
    };
}
