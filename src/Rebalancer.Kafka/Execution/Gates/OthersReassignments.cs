using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>Reassignments of others that stand in the way, in the same words everywhere.</summary>
internal static class OthersReassignments
{
    /// <summary>That they are in flight, without what to do about it, and of which partitions: those that fit the plan apart.</summary>
    /// <param name="partitions">Partitions that are reassigned and not by this directory's runs.</param>
    /// <param name="state">The plan's partitions.</param>
    /// <param name="view">What is.</param>
    public static IEnumerable<(string What, TopicPartition[] Partitions)> InFlight(
        IEnumerable<TopicPartition> partitions, RunState state, ClusterView view) =>
        partitions.GroupBy(p => Fits(p, state, view)).OrderBy(group => group.Key).Select(group => (
            group.Key ? $"A reassignment that {RunState.FitsThePlan} is in flight" : "A reassignment of somebody else is in flight",
            group.ToArray()));

    /// <summary>Whether what is in flight of a partition is what the plan would ask for too.</summary>
    public static bool Fits(TopicPartition partition, RunState state, ClusterView view) =>
        view.Reassignment(partition) is { } ongoing && state.Fits(ongoing);

    /// <summary>Partitions of the plan that somebody else moves now.</summary>
    public static TopicPartition[] Of(RunState state, ClusterView view) =>
        [.. state.Drifted.Select(t => t.Partition).Where(p => view.Reassignment(p) is not null).Order()];

    /// <summary>What to do about them; waiting alone may never help.</summary>
    /// <param name="partitions">The partitions, at least one.</param>
    public static string WayOut(IReadOnlyCollection<TopicPartition> partitions) =>
        $"Wait until {(partitions.Count == 1 ? "it has ended, or cancel it" : "they have ended, or cancel them")} first with "
            + $"{Option(partitions)}.";

    /// <summary>The option that cancels them; many are not named here.</summary>
    /// <param name="partitions">The partitions, at least one.</param>
    public static string Option(IReadOnlyCollection<TopicPartition> partitions) => partitions.Count <= FewOfMany.Most
        ? $"--cancel-foreign {string.Join(',', partitions.Order())}"
        : "--cancel-foreign and the names of their partitions";
}
