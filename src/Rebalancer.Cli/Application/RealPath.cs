namespace Rebalancer.Cli.Application;

/// <summary>A path without symbolic links, as far as it exists: two names of a file are told to be the same.</summary>
internal static class RealPath
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MostLinks = 40;

    public static string Of(string path)
    {
        var links = 0;
        return Of(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), ref links);
    }

    private static string Of(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var real = Path.Combine(Of(parent, ref links), Path.GetFileName(path));
        return Target(real) is { } target && links++ < MostLinks ? Of(target, ref links) : real;
    }

    private static string? Target(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // not there, or not to be looked at: opening it says why
        }
    }
}
