using System.Text.RegularExpressions;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Conventions;

/// <summary>
/// Namespaces are folders, and entry types of a library, which stand in its root namespace, count for the folder they lie in.
/// </summary>
public sealed partial class NamespaceTests
{
    private static readonly string[] s_libraries = ["Rebalancer", "Rebalancer.Kafka"];

    [Fact]
    public void Namespace_IsTheFolderOrForEntryTypesTheLibrary()
    {
        var strays = RepositoryFiles.All(".cs").Where(f => f.StartsWith("src/") && !f.StartsWith("src/Compatibility/") && !IsAtHome(f));

        strays.ShouldBeEmpty();
    }

    [Fact]
    public void EntryType_CountsForTheFolderOfItsFile()
    {
        var folders = new SourceFolders();

        folders.Of("Rebalancer", "Rebalancer.Planner").ShouldBe("Rebalancer.Planning");
        folders.Of("Rebalancer", "Rebalancer.Planner+Nested").ShouldBe("Rebalancer.Planning");
        folders.Of("Rebalancer", "Rebalancer.InputException").ShouldBe("Rebalancer", "it lies in the root folder itself");
        folders.Of("Rebalancer.Kafka", "Rebalancer.Kafka.Executor").ShouldBe("Rebalancer.Kafka.Execution");
        folders.Of("Rebalancer.Files.Input", "Rebalancer.Files.Input.InputFile").ShouldBe("Rebalancer.Files.Input");
    }

    private static bool IsAtHome(string file)
    {
        var declared = Declaration.Match(File.ReadAllText(RepositoryFiles.Find(file)));
        var parts = file.Split('/')[1..^1];
        return !declared.Success
            || declared.Groups[1].Value == string.Join('.', parts)
            || (declared.Groups[1].Value == parts[0] && s_libraries.Contains(parts[0]))
            || (declared.Groups[1].Value == "Microsoft.Extensions.DependencyInjection" && file.EndsWith("ServiceCollectionExtensions.cs"));
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Declaration { get; }
}
