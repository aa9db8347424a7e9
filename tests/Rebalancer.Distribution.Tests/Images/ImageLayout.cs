using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Shouldly;

namespace Rebalancer.Distribution.Tests.Images;

/// <summary>An unpacked OCI image layout: each content is found by its digest, which is checked on the way.</summary>
/// <param name="directory">Where it is unpacked.</param>
internal sealed class ImageLayout(string directory)
{
    /// <summary>The one manifest that the index names, as the index describes it.</summary>
    public JsonNode Description { get; } = Json(Path.Combine(directory, "index.json"))["manifests"].ShouldNotBeNull()
        .AsArray().ShouldHaveSingleItem().ShouldNotBeNull();

    /// <summary>The manifest.</summary>
    public JsonNode Manifest => Json(Blob(Description));

    /// <summary>The image's configuration.</summary>
    public JsonNode Config => Json(Blob(Manifest["config"].ShouldNotBeNull()));

    /// <summary>The layers' descriptors, lowest first.</summary>
    public IReadOnlyList<JsonNode> Layers => [.. Manifest["layers"].ShouldNotBeNull().AsArray().Select(l => l.ShouldNotBeNull())];

    /// <summary>The file of what is described, which must have the size and the digest of its descriptor.</summary>
    public string Blob(JsonNode descriptor)
    {
        var digest = Text(descriptor, "digest");
        digest.ShouldStartWith("sha256:");
        var path = Path.Combine(directory, "blobs", "sha256", digest["sha256:".Length..]);
        new FileInfo(path).Length.ShouldBe(descriptor["size"].ShouldNotBeNull().GetValue<long>());
        using var file = File.OpenRead(path);
        Digest(file).ShouldBe(digest);
        return path;
    }

    /// <summary>The digest of what a layer holds uncompressed.</summary>
    public string ContentDigest(JsonNode layer)
    {
        using var tar = Open(layer);
        return Digest(tar);
    }

    /// <summary>What a layer holds.</summary>
    public IEnumerable<TarEntry> Entries(JsonNode layer)
    {
        using var tar = Open(layer);
        using var reader = new TarReader(tar);
        while (reader.GetNextEntry() is { } entry)
        {
            yield return entry;
        }
    }

    /// <summary>A text of a JSON object.</summary>
    public static string Text(JsonNode node, string name) => node[name].ShouldNotBeNull().GetValue<string>();

    private static string Digest(Stream stream) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(stream));

    private static JsonNode Json(string path) => JsonNode.Parse(File.ReadAllText(path)).ShouldNotBeNull();

    private GZipStream Open(JsonNode layer) => new(File.OpenRead(Blob(layer)), CompressionMode.Decompress);
}
