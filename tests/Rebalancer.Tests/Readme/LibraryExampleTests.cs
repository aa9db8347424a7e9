using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Readme;

public sealed class LibraryExampleTests
{
    [Fact]
    public void Readme_Code_IsTheCodeThatIsCompiledHere() =>
        DocumentCode.Shown("src/Rebalancer/README.md")
            .ShouldBe(DocumentCode.Compiled("tests/Rebalancer.Tests/Readme/LibraryExample.cs"));

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
