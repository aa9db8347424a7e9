using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Conventions;

/// <summary>Whatever a document links to, and whatever a comment cites, is there.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void Documents_LinkToWhatExists()
    {
        var documents = RepositoryFiles.All(".md");

        documents.ShouldContain("docs/planning.md");
        documents.SelectMany(path => Documents.BrokenLinks(path, File.ReadAllText(RepositoryFiles.Find(path)))).ShouldBeEmpty();
    }

    [Fact]
    public void Comments_CiteWhatExists() =>
        RepositoryFiles.All(".cs", ".sh", ".csproj", ".props").Where(path => path != "tests/Rebalancer.Tests/Conventions/DocumentTests.cs")
            .SelectMany(path => Documents.BrokenCitations(path, File.ReadAllText(RepositoryFiles.Find(path)))).ShouldBeEmpty();

    [Theory]
    [InlineData("[a](planning.md)", true)]
    [InlineData("[a](planning.md#equal-loads)", true)]
    [InlineData("[a](../README.md)", true)]
    [InlineData("[a](https://example.org/none.md)", true)]
    [InlineData("[a](none.md)", false)]
    [InlineData("[a](planning.md#no-such-section)", false)]
    public void BrokenLinks_TellsLinksThatLeadNowhere(string markdown, bool isFine) =>
        Documents.BrokenLinks("docs/glossary.md", markdown).Any().ShouldBe(!isFine);

    [Theory]
    [InlineData("// as docs/planning.md says", true)]
    [InlineData("/// docs/planning.md, \"Equal loads\" and \"Leaders\".", true)]
    [InlineData("/// <remarks>docs/planning.md, \"Equal\n    /// loads\".</remarks>", true)]
    [InlineData("var name = \"none.md\";", true)]
    [InlineData("// as docs/schemas/plan-report.v1.schema.json says", true)]
    [InlineData("// as none.md says", false)]
    [InlineData("// as docs/schemas/none.v1.schema.json says", false)]
    [InlineData("/// (docs/planning.md, \"Equal loads\" and \"Worlds\").", false)]
    public void BrokenCitations_TellsWhatIsNotThere(string code, bool isFine) =>
        Documents.BrokenCitations("src/Rebalancer/Planning/Planner.cs", code).Any().ShouldBe(!isFine);
}
