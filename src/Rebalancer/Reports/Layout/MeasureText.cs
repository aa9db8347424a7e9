using Rebalancer.Planning;

namespace Rebalancer.Reports.Layout;

/// <summary>The two sides of a <see cref="Measure"/> as people read them.</summary>
internal static class MeasureText
{
    public static string Before(Measure measure) => Of(measure, measure.Before);

    public static string After(Measure measure) => Of(measure, measure.After);

    private static string Of(Measure measure, LoadRange range) =>
        measure.IsUnknown ? "not known"
        : measure.IsCount ? Quantity.Count(range.Max)
        : measure.IsBytes ? Quantity.BytesRange(range)
        : Quantity.Range(range);
}
