using Rebalancer.Planning.Budgets;
using Rebalancer.Planning.Problem;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Budgets;

/// <summary>The least sum of squares within so many copies, against every way to load three brokers.</summary>
public sealed class LoadBoundTests
{
    [Fact]
    public void SumOfSquares_ThreeBrokers_IsTheLeastOfAllLoads()
    {
        foreach (var loads in All(4))
        {
            for (var total = 1; total <= 10; total++)
            {
                for (var arrivals = Math.Max(0, total - loads.Sum()); arrivals <= 6; arrivals++)
                {
                    var least = All(10)
                        .Where(after => after.Sum() == total && after.Zip(loads, (x, y) => Math.Max(0, x - y)).Sum() <= arrivals)
                        .Min(after => Squares.Sum(after));

                    LoadBound.SumOfSquares(loads, arrivals, total)
                        .ShouldBe(least, $"{string.Join(',', loads)}, {arrivals} arrivals, {total} in all");
                }
            }
        }
    }

    private static IEnumerable<int[]> All(int most) =>
        from a in Enumerable.Range(0, most + 1)
        from b in Enumerable.Range(0, most + 1)
        from c in Enumerable.Range(0, most + 1)
        select (int[])[a, b, c];
}
