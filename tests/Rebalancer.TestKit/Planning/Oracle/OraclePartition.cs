namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>A partition that a plan may change.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Choices">Every set that it may end with.</param>
/// <param name="OldLeader">The first broker of its list as an index, or -1 where loads are not judged over it.</param>
/// <param name="Size">Bytes of one replica, 0 where not known.</param>
internal sealed record OraclePartition(string Name, OracleChoice[] Choices, int OldLeader, long Size)
{
    /// <summary>What a plan can see of the partition: two of one key may change places in any plan.</summary>
    public string Key(bool bySize) => $"{OldLeader}|{(bySize ? Size : 0)}|" + string.Join(
        ';', Choices.Select(c => $"{c.Key}:{c.Leaving}:{c.OffWanted}:{c.MissingDomains}:{c.Excess}:{c.Moves}:{c.LosesLeader}"));
}
