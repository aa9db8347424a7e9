namespace Rebalancer.Planning.Replacing;

/// <summary>A place in a partition's list that the planned broker cannot take.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Slot">The slot of the place.</param>
/// <param name="Candidates">The brokers that spread the partition best with its others as they are, ascending.</param>
internal sealed record Vacancy(int Partition, int Slot, int[] Candidates);
