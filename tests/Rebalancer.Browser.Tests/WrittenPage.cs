using System.Text.Json;

namespace Rebalancer.Browser.Tests;

/// <summary>A page that the tool wrote, and the plan beside it.</summary>
/// <param name="Path">The page.</param>
/// <param name="Plan">The directory of the plan; null for a page without one.</param>
public sealed record WrittenPage(string Path, string? Plan)
{
    /// <summary>Its size in bytes.</summary>
    public long Length => new FileInfo(Path).Length;

    /// <summary>The plan's changes as its own file has them.</summary>
    public IReadOnlyList<PlannedChange> Changes()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(Plan!, "plan.json")));
        return
        [
            .. json.RootElement.GetProperty("partitions").EnumerateArray().Select(p => new PlannedChange(
                p.GetProperty("topic").GetString()!,
                p.GetProperty("partition").GetInt32(),
                [.. p.GetProperty("before").EnumerateArray().Select(b => b.GetInt32())],
                [.. p.GetProperty("after").EnumerateArray().Select(b => b.GetInt32())],
                p.TryGetProperty("sizeBytes", out var size) && size.ValueKind == JsonValueKind.Number ? size.GetInt64() : null)),
        ];
    }
}

/// <summary>A change of a plan's file.</summary>
public sealed record PlannedChange(string Topic, int Partition, int[] Before, int[] After, long? Size)
{
    /// <summary>Brokers that give up a replica.</summary>
    public int[] From => [.. Before.Except(After)];

    /// <summary>Brokers that get one.</summary>
    public int[] To => [.. After.Except(Before)];

    /// <summary>Bytes that are copied; null where the size is not known.</summary>
    public long? Bytes => To.Length == 0 ? 0 : To.Length * Size;
}
