using System.Text.RegularExpressions;
using Rebalancer.TestKit;

namespace Rebalancer.Tests.Conventions;

/// <summary>What documents and comments point at, and whether it is there.</summary>
internal static partial class Documents
{
    /// <summary>Links of a Markdown text that lead to no file, or to no heading in it.</summary>
    /// <param name="path">The text's file, relative to the repository.</param>
    /// <param name="markdown">The text.</param>
    public static IEnumerable<string> BrokenLinks(string path, string markdown)
    {
        foreach (Match link in Links().Matches(CodeBlocks().Replace(markdown, "")))
        {
            var target = link.Groups[1].Value;
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue;
            }

            var parts = target.Split('#', 2);
            var file = parts[0].Length == 0 ? path : Below(Path.GetDirectoryName(path)!, parts[0]);
            if (!Exists(file) || (parts.Length == 2 && !Headings(file).Any(h => Anchor(h) == parts[1])))
            {
                yield return $"{path}: {target}";
            }
        }
    }

    /// <summary>Documents and their sections that comments of a source file name and that are not there.</summary>
    /// <param name="path">The file, relative to the repository.</param>
    /// <param name="code">Its text.</param>
    public static IEnumerable<string> BrokenCitations(string path, string code)
    {
        foreach (Match citation in Citations().Matches(Comments(code)))
        {
            var document = citation.Groups[1].Value;
            var file = Exists(document) ? document : Below(Path.GetDirectoryName(path)!, document);
            if (!Exists(file))
            {
                yield return $"{path}: {document}";
                continue;
            }

            var headings = Headings(file).ToHashSet();
            foreach (var section in citation.Groups[2].Captures.Select(c => c.Value).Where(s => !headings.Contains(s)))
            {
                yield return $"{path}: {document}, \"{section}\"";
            }
        }
    }

    /// <summary>The comments of a text of code, one after the other, with their line breaks and marks taken out.</summary>
    private static string Comments(string code) =>
        Spaces().Replace(string.Join(' ', CommentLines().Matches(code).Select(m => m.Groups[1].Value)), " ");

    private static IEnumerable<string> Headings(string file) =>
        CodeBlocks().Replace(File.ReadAllText(RepositoryFiles.Find(file)).ReplaceLineEndings("\n"), "").Split('\n')
            .Where(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim());

    /// <summary>A heading's name in links, as GitHub makes it.</summary>
    private static string Anchor(string heading) => NoAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    private static bool Exists(string file) => Path.Exists(RepositoryFiles.Find(file));

    private static string Below(string directory, string file) =>
        Path.GetRelativePath(RepositoryFiles.Root, Path.GetFullPath(Path.Combine(RepositoryFiles.Root, directory, file)))
            .Replace('\\', '/');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex(@"(?:^|[\s;{\]])(?://+|#)(.*)$", RegexOptions.Multiline)]
    private static partial Regex CommentLines();

    [GeneratedRegex("""(?<![\w./*-])([\w][\w./-]*\.(?:md|schema\.json))\b(?:(?:,|,? and) +"([^"]+)")*""")]
    private static partial Regex Citations();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[^\p{L}\p{N}\s_-]")]
    private static partial Regex NoAnchor();
}
