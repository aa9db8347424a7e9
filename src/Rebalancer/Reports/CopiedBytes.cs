namespace Rebalancer.Reports;

/// <summary>How much a plan copies, as far as sizes are known.</summary>
internal static class CopiedBytes
{
    /// <summary>Such as "18.5 GiB" or "18.5 GiB and 2 partitions of unknown size"; null where no size of what is copied is known.</summary>
    /// <param name="effects">What the plan does; it copies something.</param>
    public static string? Text(PlanEffects effects) =>
        effects.Cluster.SizesUnknown || effects.MovedUnknownSizeCount == effects.Changes.Count(c => !c.Added.IsEmpty) ? null
        : effects.MovedUnknownSizeCount == 0 ? Quantity.Bytes(effects.MoveBytes)
        : $"{Quantity.Bytes(effects.MoveBytes)} and {Quantity.Count(effects.MovedUnknownSizeCount, "partition")} of unknown size";
}
