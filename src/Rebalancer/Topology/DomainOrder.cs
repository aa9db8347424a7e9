using System.Globalization;

namespace Rebalancer.Topology;

/// <summary>The order of domain names in tables: numbers by value, then texts, then the unknown.</summary>
internal static class DomainOrder
{
    public static int Compare(string? left, string? right)
    {
        if (left is null || right is null)
        {
            return (left is null).CompareTo(right is null);
        }

        var leftIsNumber = int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var leftNumber);
        var rightIsNumber = int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var rightNumber);
        if (leftIsNumber != rightIsNumber)
        {
            return leftIsNumber ? -1 : 1;
        }

        var byNumber = leftNumber.CompareTo(rightNumber);
        return leftIsNumber && byNumber != 0 ? byNumber : string.CompareOrdinal(left, right);
    }
}
