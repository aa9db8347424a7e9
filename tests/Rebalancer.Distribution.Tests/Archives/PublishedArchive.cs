using System.Formats.Tar;
using System.IO.Compression;

namespace Rebalancer.Distribution.Tests.Archives;

/// <summary>An archive with a self-contained binary, for one platform.</summary>
internal sealed class PublishedArchive
{
    private readonly string _path;

    /// <summary>Finds it; the test is skipped where it is not there.</summary>
    /// <param name="platform">The runtime identifier.</param>
    public PublishedArchive(string platform)
    {
        Name = $"rebalancer-{Artifacts.Version}-{platform}";
        IsZip = platform.StartsWith("win-", StringComparison.Ordinal);
        _path = Artifacts.Find(Name + (IsZip ? ".zip" : ".tar.gz"), $"tools/publish.sh {platform}");
    }

    /// <summary>The one directory in it.</summary>
    public string Name { get; }

    /// <summary>Whether it is a zip, as Windows unpacks it; else a tar.gz.</summary>
    public bool IsZip { get; }

    /// <summary>Its size.</summary>
    public long Bytes => new FileInfo(_path).Length;

    /// <summary>Unpacks it.</summary>
    /// <param name="directory">Where to.</param>
    /// <returns>The directory with the binary.</returns>
    public string UnpackInto(string directory)
    {
        if (IsZip)
        {
            ZipFile.ExtractToDirectory(_path, directory);
        }
        else
        {
            using var file = File.OpenRead(_path);
            using var tar = new GZipStream(file, CompressionMode.Decompress);
            TarFile.ExtractToDirectory(tar, directory, overwriteFiles: false);
        }

        return Path.Combine(directory, Name);
    }
}
