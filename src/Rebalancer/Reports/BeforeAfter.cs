namespace Rebalancer.Reports;

/// <summary>A number before and after a plan; the same twice where nothing changes.</summary>
/// <remarks>An immutable value. <c>default</c> is 0 before and after.</remarks>
/// <param name="Before">The number now.</param>
/// <param name="After">The number once the plan has been carried out.</param>
public readonly record struct BeforeAfter(long Before, long After)
{
    /// <summary>After minus before.</summary>
    public long Difference => After - Before;
}
