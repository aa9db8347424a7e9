namespace Rebalancer.Reports.Layout;

/// <summary>How a row of a table is meant, for renderers that have colours.</summary>
public enum RowTone
{
    /// <summary>Neither good nor bad.</summary>
    Neutral,

    /// <summary>Something gets better, or is added.</summary>
    Better,

    /// <summary>Something gets worse, or is taken away.</summary>
    Worse,
}
