using Shouldly;

namespace Rebalancer.Tests.Verification;

internal static class SingleItemWhere
{
    public static T ShouldHaveSingleItemWhere<T>(this IEnumerable<T> items, Func<T, bool> condition) =>
        items.Where(condition).ShouldHaveSingleItem();
}
