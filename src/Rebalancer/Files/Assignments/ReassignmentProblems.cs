namespace Rebalancer.Files.Assignments;

/// <summary>What is wrong with the partitions of a reassignment, each named by topic and number where these are known.</summary>
internal sealed class ReassignmentProblems
{
    private const int Told = 20;

    private readonly List<string> _told = [];
    private readonly List<string> _ofPartition = [];
    private readonly SortedSet<string> _fixes = new(StringComparer.Ordinal);
    private int _partitions;

    /// <summary>How many the partition that is being read has so far.</summary>
    public int SoFar => _ofPartition.Count;

    /// <summary>Adds a problem of the partition that is being read.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="fix">What likely mends it, told once for all partitions; or null.</param>
    public void Add(string problem, string? fix = null)
    {
        _ofPartition.Add(problem);
        if (fix is not null)
        {
            _fixes.Add(fix);
        }
    }

    /// <summary>Ends a partition, whose name is known now, as far as it is.</summary>
    public void End(int index, string? topic, int? number)
    {
        if (_ofPartition.Count == 0)
        {
            return;
        }

        if (++_partitions <= Told)
        {
            var name = topic is null
                ? $"partitions[{index}]" : number is null ? $"partitions[{index}] of topic {topic}" : $"{topic}-{number}";
            _told.Add($"{name}: {string.Join(", and ", _ofPartition)}");
        }

        _ofPartition.Clear();
    }

    /// <summary>One line that names all of them, or null.</summary>
    public string? Describe(string fileName) => _partitions == 0
        ? null
        : $"{fileName}: {InputText.Count(_partitions, "partition")} cannot be used: "
            + $"{string.Join("; ", _told)}{(_partitions > Told ? $"; and {_partitions - Told} more" : "")}."
            + (_fixes.Count == 0 ? "" : $" Perhaps {string.Join(", or ", _fixes)}.");
}
