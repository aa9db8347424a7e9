namespace Rebalancer.Planning.WholeCluster;

/// <summary>One replica set that a partition may have, and what it comes to.</summary>
/// <param name="Kept">The slots that keep their replica on a judged broker, one bit per slot.</param>
/// <param name="Leaving">The slots whose replica stays on a leaving broker, one bit per slot.</param>
/// <param name="Arrivals">The judged brokers that replicas are copied to, ascending.</param>
/// <param name="Brokers">All judged brokers of the set.</param>
/// <param name="LeavingCount">Replicas on brokers that they are to leave.</param>
/// <param name="Missing">By how many replicas it differs from what is wanted.</param>
/// <param name="MissingDomains">Distinct domains that it lacks, never below what the best set lacks.</param>
/// <param name="Excess">What it costs beyond an even spread.</param>
internal sealed record Answer(
    int Kept, int Leaving, int[] Arrivals, int[] Brokers, int LeavingCount, int Missing, int MissingDomains, long Excess)
{
    /// <summary>Replicas that are copied.</summary>
    public int Moves => Arrivals.Length;
}
