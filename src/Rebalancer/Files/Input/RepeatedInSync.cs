namespace Rebalancer.Files.Input;

/// <summary>What is said of partitions whose ISR names a broker more than once: odd, and no reason to refuse a file.</summary>
internal static class RepeatedInSync
{
    private const int Examples = 5;

    public static string Warning(string fileName, IReadOnlyCollection<string> partitions) =>
        $"{fileName}: the ISR of {InputText.Count(partitions.Count, "partition")} names a broker more than once, counted once: "
            + $"{InputText.List(partitions, Examples)}.";
}
