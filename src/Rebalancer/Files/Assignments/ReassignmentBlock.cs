using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Files.Assignments;

/// <summary>One document in Kafka's reassignment format.</summary>
/// <param name="Partitions">Its partitions, sorted; where there are problems only what could be read.</param>
/// <param name="Problems">What is wrong with them in one line, or null.</param>
internal sealed record ReassignmentBlock(ImmutableArray<PartitionReassignment> Partitions, string? Problems);
