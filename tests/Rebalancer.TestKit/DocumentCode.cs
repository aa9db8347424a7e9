namespace Rebalancer.TestKit;

/// <summary>Code that a document shows and that a test compiles and runs.</summary>
public static class DocumentCode
{
    /// <summary>The C# of a document, block by block.</summary>
    /// <param name="document">The document, relative to the repository.</param>
    public static IReadOnlyList<string> Shown(string document) =>
        [.. Text(document).Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0])];

    /// <summary>What a source file marks as shown, part by part, without the indentation that all of a part's lines share.</summary>
    /// <param name="source">The source file, relative to the repository.</param>
    public static IReadOnlyList<string> Compiled(string source) =>
        [.. Text(source).Split("// readme: begin\n").Skip(1).Select(part => Outdented(part.Split("// readme: end")[0]))];

    private static string Outdented(string part)
    {
        var lines = part.TrimEnd(' ').Split('\n');
        var indent = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart(' ').Length);
        return string.Join('\n', lines.Select(l => l.Length > indent ? l[indent..] : ""));
    }

    private static string Text(string path) => File.ReadAllText(RepositoryFiles.Find(path)).ReplaceLineEndings("\n");
}
