using Assembly = System.Reflection.Assembly;

namespace Rebalancer.TestKit;

/// <summary>
/// Finds folders of an assembly that point at each other, at any depth: two children of one parent of which each needs the
/// other, directly or through a third.
/// </summary>
/// <remarks>
/// A folder stands for everything below it. What lies in the parent folder itself is its public face: its children may use it, and it may
/// use them. Constants are invisible here, since the compiler copies their values.
/// </remarks>
public static class FolderCircles
{
    /// <summary>The dependencies that are part of a circle, as <c>From -> To</c> with an example each, sorted.</summary>
    /// <param name="assembly">The assembly to read.</param>
    /// <param name="root">Only folders at or below this one; null for all.</param>
    public static IReadOnlyList<FolderDependency> Find(Assembly assembly, string? root = null)
    {
        var edges = Edges(assembly, root);
        var next = edges.Keys.ToLookup(e => e.From, e => e.To);
        return [.. edges.Where(e => Reaches(next, e.Key.To, e.Key.From)).Select(e => new FolderDependency(e.Key.From, e.Key.To, e.Value))
            .OrderBy(d => d.From, StringComparer.Ordinal).ThenBy(d => d.To, StringComparer.Ordinal)];
    }

    private static Dictionary<(string From, string To), string> Edges(Assembly assembly, string? root)
    {
        Dictionary<(string, string), string> edges = [];
        foreach (var use in FolderDependency.All(assembly).Where(d => IsIn(d.From, root) && IsIn(d.To, root)))
        {
            if (Siblings(use.From, use.To) is { } pair)
            {
                edges.TryAdd(pair, use.Example);
            }
        }

        return edges;
    }

    private static bool IsIn(string folder, string? root) =>
        root is null || folder == root || folder.StartsWith(root + ".", StringComparison.Ordinal);

    /// <summary>The two children of the folders' nearest common parent that hold them; null where one lies in the other.</summary>
    private static (string From, string To)? Siblings(string from, string to)
    {
        var (left, right) = (from.Split('.'), to.Split('.'));
        var common = left.Zip(right).TakeWhile(p => p.First == p.Second).Count();
        return common == left.Length || common == right.Length
            ? null
            : (string.Join('.', left.Take(common + 1)), string.Join('.', right.Take(common + 1)));
    }

    private static bool Reaches(ILookup<string, string> next, string from, string to)
    {
        HashSet<string> seen = [from];
        var open = new Queue<string>(seen);
        while (open.TryDequeue(out var folder))
        {
            if (folder == to)
            {
                return true;
            }

            foreach (var following in next[folder].Where(seen.Add))
            {
                open.Enqueue(following);
            }
        }

        return false;
    }
}
