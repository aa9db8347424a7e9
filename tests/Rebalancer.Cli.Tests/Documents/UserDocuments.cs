using Rebalancer.TestKit;

namespace Rebalancer.Cli.Tests.Documents;

/// <summary>The documents that speak to users of the tool and of the packages.</summary>
internal static class UserDocuments
{
    private static readonly string[] s_packages = ["Rebalancer", "Rebalancer.Kafka", "Rebalancer.Cli"];

    /// <summary>Their paths, relative to the repository.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. RepositoryFiles.All(".md").Where(path => !path.EndsWith(".received.md", StringComparison.Ordinal)
            && (path == "README.md" || Path.GetDirectoryName(path) == "docs" || s_packages.Any(p => path == $"src/{p}/README.md"))),
    ];

    public static string Text(string path) => File.ReadAllText(RepositoryFiles.Find(path)).ReplaceLineEndings("\n");
}
