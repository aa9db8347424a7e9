using System.Text.RegularExpressions;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Conventions;

/// <summary>
/// Imports run one way: Reports, Plans -> Planning -> Topology, Cluster; nothing points back, and the verifier shares nothing with the
/// planner it judges but the names of goals and roles.
/// </summary>
public sealed class DirectionTests
{
    private static readonly FolderDependency[] s_uses = [.. FolderDependency.All(typeof(Planner).Assembly)];

    [Theory]
    [InlineData("Cluster", "Topology|Files|Planning|Plans|Reports|Verification")]
    [InlineData("Topology", "Files|Planning|Plans|Reports|Verification")]
    [InlineData("Files", "Planning|Plans|Reports|Verification")]
    [InlineData("Planning", "Files|Plans|Reports|Verification")]
    [InlineData("Verification", "Plans|Reports")]
    [InlineData("Plans", "Reports")]
    public void Folder_DoesNotPointBack(string from, string to) =>
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
        var uses = s_uses.Where(u => Regex.IsMatch(u.From, from)).ToArray();

        uses.ShouldNotBeEmpty("the rule must have something to judge");
        uses.Where(u => Regex.IsMatch(u.To, to)).ShouldBeEmpty();
    }
}
