namespace Rebalancer.Plans;

/// <summary>Reads a plan's file whole, or says in one line why not.</summary>
internal static class PlanFileBytes
{
    /// <exception cref="InputException">The file is missing, unreadable, empty or too large.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            return bytes.AsSpan().Trim(" \t\r\n"u8).Length > 0 ? bytes : throw new InputException($"{path} is empty; perhaps writing it was interrupted");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path} does not exist", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException(Directory.Exists(path) ? $"{path} is a directory, not a file" : $"{path} cannot be read: no permission", e);
        }
        catch (IOException e)
        {
            throw new InputException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
