namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>One set of brokers that a partition may end with, and what it comes to in each goal that a set alone decides.</summary>
/// <param name="Ids">Ids of all its brokers, ascending.</param>
/// <param name="Counted">Those over which loads are judged, as indices.</param>
/// <param name="Leaving">Replicas on brokers that are dead, to end empty, or none of the topic's.</param>
/// <param name="OffWanted">By how many replicas it differs from the wanted number.</param>
/// <param name="MissingDomains">Distinct domains that it lacks, never below what the best set lacks.</param>
/// <param name="Excess">What it costs beyond an even spread.</param>
/// <param name="Moves">Replicas that are copied.</param>
/// <param name="LosesLeader">Whether the preferred leader must be another one than now.</param>
internal sealed record OracleChoice(
    int[] Ids, int[] Counted, int Leaving, int OffWanted, int MissingDomains, int Excess, int Moves, bool LosesLeader)
{
    /// <summary>The set as text, the same for two choices of the same brokers.</summary>
    public string Key { get; } = string.Join(',', Ids);
}
