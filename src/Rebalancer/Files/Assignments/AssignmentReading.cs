using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Files.Assignments;

/// <summary>The topics that a file tells, and what a person should know of it.</summary>
internal sealed record AssignmentReading(ImmutableArray<TopicSnapshot> Topics, ImmutableArray<string> Warnings);
