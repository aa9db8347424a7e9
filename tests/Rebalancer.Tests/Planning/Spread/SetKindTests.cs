using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;
using Rebalancer.Planning.Spread;
using Rebalancer.TestKit;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Spread;

/// <summary>Which partitions may have the same sets: the fewer kinds there are, the less is to be searched.</summary>
public sealed class SetKindTests
{
    [Theory]
    [InlineData("1001,1002,1003", "1002,1001,1004", true, "the same closed brokers in another order")]
    [InlineData("1001,1003,1004", "1003,1004,1001", true, "members do not matter")]
    [InlineData("1001,1003,1004", "1002,1003,1004", false, "one is cordoned, the other is to stay")]
    [InlineData("1001,1002,1003", "1001,1003,1004", false, "one closed broker more")]
    [InlineData("1001,1003", "1001,1003,1004", false, "one replica more")]
    public void Of_TwoPartitions_IsTheSameKindWhereTheSameIsAsked(string first, string second, bool isSame, string why)
    {
        var roles = new GivenRoles { Excluded = [1001], Cordoned = [1002] };
        var problem = Problems.Of(ClusterBuilder.Brokers(4).Racks(2).Topic("t", List(first)).Topic("u", List(second))
            .BuildRequest(PlanOptions.Default with { Roles = roles }));
        var grid = CellGrid.Of(problem);

        (SetKind.Of(grid, 0).Key == SetKind.Of(grid, 1).Key).ShouldBe(isSame, why);
    }

    private static int[] List(string brokers) => [.. brokers.Split(',').Select(int.Parse)];
}
