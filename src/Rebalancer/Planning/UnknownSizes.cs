namespace Rebalancer.Planning;

/// <summary>What nobody can say of a plan that copies partitions of unknown size.</summary>
internal static class UnknownSizes
{
    /// <summary>The sentence where a limit says nothing of some copies; null where every size is known.</summary>
    /// <param name="changes">What the plan changes.</param>
    /// <param name="limit">The limit, such as "2 GiB" or "a window".</param>
    public static string? Sentence(IEnumerable<PartitionChange> changes, string limit)
    {
        var count = changes.Count(c => !c.Size.IsKnown && c.MoveCount > 0);
        var sizes = count == 1
            ? "The size of 1 partition that would be copied is"
            : $"The sizes of {InputText.Count(count, "partition")} that would be copied are";
        return count == 0 ? null : $"{sizes} not known, so nobody can say what fits into {limit}.";
    }
}
