using ArchUnitNET.Domain;
using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.Loader;
using Rebalancer.Planning;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Rebalancer.Tests.Conventions;

/// <summary>
/// Imports run one way: Reports, Plans -> Planning -> Topology, Cluster; nothing points back, and the verifier shares nothing with the
/// planner it judges but the names of goals and roles.
/// </summary>
public sealed class DirectionTests
{
    private static readonly Architecture s_architecture = new ArchLoader().LoadAssembly(typeof(Planner).Assembly).Build();

    [Theory]
    [InlineData("Cluster", "Topology|Files|Planning|Plans|Reports|Verification")]
    [InlineData("Topology", "Files|Planning|Plans|Reports|Verification")]
    [InlineData("Files", "Planning|Plans|Reports|Verification")]
    [InlineData("Planning", "Files|Plans|Reports|Verification")]
    [InlineData("Verification", "Plans|Reports")]
    [InlineData("Plans", "Reports")]
    public void Namespace_DoesNotPointBack(string from, string to) =>
        ShouldNotDepend($"^Rebalancer\\.{from}(\\..*)?$", $"^Rebalancer\\.({to})(\\..*)?$");

    [Fact]
    public void Verification_UsesNoStepOfThePlanner() =>
        ShouldNotDepend("^Rebalancer\\.Verification(\\..*)?$", "^Rebalancer\\.Planning\\.(?!(Goals|Roles)$).+$");

    [Fact]
    public void Folders_PointAtNoFolderThatPointsBack() => FolderCircles.Find(typeof(Planner).Assembly).ShouldBeEmpty();

    [Fact]
    public void TestKit_FoldersPointAtNoFolderThatPointsBack() => FolderCircles.Find(typeof(FolderCircles).Assembly).ShouldBeEmpty();

    private static void ShouldNotDepend(string from, string to)
    {
        var rule = Types().That().ResideInNamespaceMatching(from).Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(to));

        var broken = rule.Evaluate(s_architecture).Where(r => !r.Passed).Select(r => r.Description).ToArray();

        Types().That().ResideInNamespaceMatching(from).GetObjects(s_architecture).ShouldNotBeEmpty("the rule must have something to judge");
        broken.ShouldBeEmpty();
    }
}
