using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Readme;

public sealed class LibraryExampleTests
{
    [Fact]
    public void Readme_LibraryExample_IsTheCodeThatIsCompiledHere()
    {
        var code = File.ReadAllText(RepositoryFiles.Find("tests/Rebalancer.Tests/Readme/LibraryExample.cs")).ReplaceLineEndings("\n");
        var example = code.Split("// readme: begin\n")[1].Split("// readme: end")[0];

        File.ReadAllText(RepositoryFiles.Find("README.md")).ReplaceLineEndings("\n").ShouldContain("```csharp\n" + example + "```");
    }

    [Fact]
    public void PlanCluster_Sample_WritesAProvenPlan()
    {
        using var temporary = new TemporaryDirectory();

        var outcome = LibraryExample.PlanCluster(
            RepositoryFiles.Find("tools/sample/cluster.json"),
            RepositoryFiles.Find("tools/sample/topology.json"),
            temporary.File("plan"),
            TestContext.Current.CancellationToken);

        outcome.Goals[Goal.Moves].Proven.ShouldBeTrue();
        PlanDirectory.Read(temporary.File("plan")).Changes.Length.ShouldBe(outcome.Changes.Length);
    }
}
