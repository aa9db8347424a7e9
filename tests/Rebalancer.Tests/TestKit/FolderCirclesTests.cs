using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.TestKit;

/// <summary>The checker finds circles that are planted below this namespace, and nothing where there is none.</summary>
public sealed class FolderCirclesTests
{
    private const string Planted = "Rebalancer.Tests.TestKit.Planted";

    [Theory]
    [InlineData("Fields")]
    [InlineData("AsyncBodies")]
    [InlineData("TypeArguments")]
    [InlineData("Lambdas")]
    public void Find_SubFoldersPointAtEachOther_AreNamed(string folder)
    {
        var circle = Find($"{Planted}.{folder}");

        circle.Select(d => $"{d.From} -> {d.To}").ShouldBe(
            [$"{Planted}.{folder}.Low -> {Planted}.{folder}.High", $"{Planted}.{folder}.High -> {Planted}.{folder}.Low"],
            ignoreOrder: true);
        circle[0].ToString().ShouldContain(" uses ");
    }

    [Fact]
    public void Find_CircleOfThree_IsFound() => Find($"{Planted}.Three").Count.ShouldBe(3);

    [Fact]
    public void Find_DeepTypesOfTwoFolders_CountForTheFolders() =>
        Find($"{Planted}.Deep").Select(d => $"{d.From} -> {d.To}")
            .ShouldBe([$"{Planted}.Deep.A -> {Planted}.Deep.B", $"{Planted}.Deep.B -> {Planted}.Deep.A"]);

    [Fact]
    public void Find_OneDirectionAndTheParentsOwnFiles_AreNoCircle() => Find($"{Planted}.Straight").ShouldBeEmpty();

    private static IReadOnlyList<FolderDependency> Find(string root) => FolderCircles.Find(typeof(FolderCirclesTests).Assembly, root);
}
