using System.Security.Cryptography;
using Rebalancer.Plans;

namespace Rebalancer.Cli.Input;

/// <summary>Names an input file in the manifest, with the hash that tells whether it is still the same.</summary>
internal static class FileDigest
{
    /// <summary>The file by name and SHA-256; the hash is null for a pipe, which cannot be read twice.</summary>
    public static async Task<PlanInput> OfAsync(string kind, string path, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16, useAsync: true);
        var hash = stream.CanSeek ? Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) : null;
        return new PlanInput(kind, Path.GetFileName(path), hash);
    }
}
