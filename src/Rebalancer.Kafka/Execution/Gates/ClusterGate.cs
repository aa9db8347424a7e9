using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>Whether the cluster is well enough for the next wave.</summary>
/// <remarks>
/// What is ours (in flight, or the very thing that the plan repairs) is no reason to wait. Nor is a partition that the plan neither touches
/// nor could help: it is told, and left alone; unless it fell out of sync since the run began, which may be the run's doing.
/// <see cref="ExecutionOptions.RequireHealthyCluster"/> waits for all of them.
/// </remarks>
internal static class ClusterGate
{
    /// <summary>Reasons to start nothing now; empty when all is well.</summary>
    /// <param name="view">What is.</param>
    /// <param name="state">The plan's partitions.</param>
    /// <param name="watch">What fell ill since the run began; null before it begins.</param>
    /// <param name="options">How strict to be.</param>
    public static List<string> WhyHold(ClusterView view, RunState state, HealthWatch? watch, ExecutionOptions options)
    {
        List<string> reasons = [];
        foreach (var (what, partitions) in OthersReassignments.InFlight(
            view.Ongoing.Select(o => o.TopicPartition).Where(p => !state.IsOurs(p)), state, view))
        {
            Add(reasons, what, partitions, watch is null ? OthersReassignments.WayOut : null);
        }

        Add(reasons, "No leader",
            view.Sick.Where(s => s.IsLeaderless && (options.RequireHealthyCluster || IsPlanned(s, state))).Select(s => s.TopicPartition));
        if (!options.AllowUnderReplicated)
        {
            Add(reasons, "Under-replicated, and not repaired by the plan",
                view.Sick.Where(s => !s.IsLeaderless && IsLacking(s, state) && (options.RequireHealthyCluster || IsPlanned(s, state)))
                    .Select(s => s.TopicPartition));
        }

        if (watch is not null && !options.RequireHealthyCluster)
        {
            Add(reasons, "Fell out of sync since the run began",
                watch.FellOut.Where(p => state.Find(p) is null));
        }

        return reasons;
    }

    /// <summary>What is ill beside the plan and is left alone, one sentence for each kind.</summary>
    public static List<string> Warnings(ClusterView view, RunState state, ExecutionOptions options)
    {
        List<string> warnings = [];
        if (!options.RequireHealthyCluster)
        {
            var beside = view.Sick.Where(s => !IsPlanned(s, state) && view.Reassignment(s.TopicPartition) is null).ToArray();
            Add(warnings, "Without a leader, not in the plan and left alone",
                beside.Where(s => s.IsLeaderless).Select(s => s.TopicPartition));
            Add(warnings, "Under-replicated, not in the plan and left alone",
                beside.Where(s => !s.IsLeaderless).Select(s => s.TopicPartition));
        }

        return warnings;
    }

    /// <summary>Brokers that are not up and should have some of these partitions, one sentence for each broker.</summary>
    public static IEnumerable<string> NotUp(IEnumerable<PartitionTask> tasks, ClusterView view) =>
        // A list that was planned for is to be whole; that a drained broker of the list before is away is as it should be.
        tasks.SelectMany(t => t.Goal).Where(b => !view.IsLive(b)).CountBy(b => b).OrderBy(b => b.Key)
            .Select(away => $"Broker {away.Key} is not up: {Quantity.Count(away.Value, "partition")} of this plan should be on it.");

    // What was given up, or is left out, is nothing that the plan could still help.
    private static bool IsPlanned(SickPartition sick, RunState state) => state.Find(sick.TopicPartition) is { Drift: null } task
        && (task.IsOpen || task.State == PartitionState.Done);

    // A replica that leaves by the plan may be out of sync: that is what the plan repairs.
    private static bool IsLacking(SickPartition sick, RunState state) => !state.IsOurs(sick.TopicPartition)
        && sick.Description.Replicas.Any(broker => !sick.Description.Isr.Contains(broker) && !state.Leaves(sick.TopicPartition, broker));

    private static void Add(List<string> sentences, string what, IEnumerable<TopicPartition> partitions,
        Func<IReadOnlyCollection<TopicPartition>, string>? wayOut = null)
    {
        var named = partitions.ToArray();
        if (named.Length > 0)
        {
            sentences.Add($"{what}: {FewOfMany.Text(named)}.{(wayOut is null ? "" : $" {wayOut(named)}")}");
        }
    }
}
