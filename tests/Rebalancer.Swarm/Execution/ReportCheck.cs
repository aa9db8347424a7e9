using System.Text.RegularExpressions;
using Rebalancer.Cluster;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;

namespace Rebalancer.Swarm.Execution;

/// <summary>Holds reports against the simulator's truth.</summary>
internal sealed partial class ReportCheck(ClusterDraw draw, ClusterWatch watch, ForeignThrottles throttles, Action<string> find)
{
    /// <summary>What changed so short before a report may not be in it.</summary>
    private static readonly TimeSpan s_recent = TimeSpan.FromSeconds(30);

    private SimulatedCluster Cluster => draw.Cluster;

    /// <summary>What any report must not claim, whatever goes on.</summary>
    public void Check(ExecutionReport report)
    {
        foreach (var (resource, text) in throttles.Ours())
        {
            if (!report.ThrottlesLeft.Any(t => t.Contains(resource, StringComparison.Ordinal)))
            {
                find($"{report.Command} ended {report.Outcome} and does not mention that {text} is left");
            }
        }

        if (report.Outcome == ExecutionOutcome.Refused || report.Counts.IsEmpty)
        {
            return;
        }

        var exceptions = report.Exceptions.ToDictionary(e => e.TopicPartition);
        foreach (var change in draw.Plan.Changes)
        {
            var state = exceptions.TryGetValue(change.TopicPartition, out var exception) ? exception.State : PartitionState.Done;
            Check(report, change, state);
        }
    }

    /// <summary>Where everything has healed: the cluster is where the last command was to bring it.</summary>
    public void CheckEnd(ExecutionCommand command, ExecutionReport report)
    {
        var excused = draw.Plan.Changes.Where(c => watch.IsTouched(c.TopicPartition)).ToArray();
        if (report.Outcome != ExecutionOutcome.Completed && excused.Length == 0)
        {
            find($"the last {command} ended {report.Outcome}: {report.Summary} {string.Join("; ", report.Exceptions)}");
        }

        // Who takes over a move in flight and cancels it leaves the partition with a replica more, or with ZooKeeper without a leader for
        // good: which is for a person to settle.
        var isRefusedForOthers = report.Outcome == ExecutionOutcome.Refused && report.Refusals.All(IsAboutTouched);
        if (report.Outcome == ExecutionOutcome.Refused && !isRefusedForOthers)
        {
            find($"the last {command} was refused: {string.Join(' ', report.Refusals)}");
        }

        foreach (var change in draw.Plan.Changes.Where(c => !isRefusedForOthers && !watch.IsTouched(c.TopicPartition)))
        {
            var goal = command == ExecutionCommand.Undo ? change.Before : change.After;
            var partition = Cluster.Partition(change.TopicPartition.Topic, change.TopicPartition.Partition);
            if (partition is null || partition.IsReassigning || !partition.Replicas.SequenceEqual(goal)
                || !partition.Isr.ToHashSet().SetEquals(goal) || partition.Leader != goal[0])
            {
                find($"at the end {Text(change.TopicPartition)}, not [{string.Join(',', goal)}]");
            }
        }

        foreach (var (_, text) in throttles.Ours())
        {
            find($"{text} is left at the end");
        }

        foreach (var lost in throttles.Lost())
        {
            find($"a throttle of others is not as it was: {lost}");
        }
    }

    private void Check(ExecutionReport report, PartitionChange change, PartitionState state)
    {
        var name = change.TopicPartition;
        if (Cluster.Now - watch.ChangedAt(name) < s_recent
            || IsOlder(report, name)
            || (report.Outcome == ExecutionOutcome.Interrupted && watch.IsTouched(name)))
        {
            return;
        }

        var partition = Cluster.Partition(name.Topic, name.Partition);
        switch (state)
        {
            case PartitionState.Done when partition is null:
                find($"{report.Command} says that {name} is done, and it does not exist");
                break;
            case PartitionState.Done when partition is { IsReassigning: true } || !IsAtAnEnd(partition!, change):
                find($"{report.Command} ({report.Outcome}) says that {name} is done: {Text(name)}");
                break;
            case PartitionState.Gone when partition is not null && !watch.IsTouched(name):
                find($"{report.Command} says that {name} is gone, and it is there");
                break;
            case PartitionState.Running when partition is not { IsReassigning: true } && report.Outcome is not ExecutionOutcome.Interrupted:
                find($"{report.Command} ({report.Outcome}) says that {name} moves: {Text(name)}");
                break;
            case PartitionState.Pending or PartitionState.Failed or PartitionState.Skipped when partition is { IsReassigning: true }
                && !watch.IsTouched(name):
                find($"{report.Command} ({report.Outcome}) says that {name} is {state}, and it moves: {Text(name)}");
                break;
        }
    }

    private bool IsAboutTouched(string refusal) =>
        PartitionName().Matches(refusal) is { Count: > 0 } named && named.All(
            m => draw.Plan.Changes.Any(c => $"{c.TopicPartition}" == m.Value && watch.IsTouched(c.TopicPartition)));

    [GeneratedRegex(@"\b[a-z]+-\d+\b")]
    private static partial Regex PartitionName();

    // A verify asks brokers for their throttles after its look at the partitions; one that does not answer takes a minute.
    private bool IsOlder(ExecutionReport report, TopicPartition name) => report.Command == ExecutionCommand.Verify
        && Cluster.Now - watch.ChangedAt(name) <= report.EndedAt - report.StartedAt + s_recent;

    private static bool IsAtAnEnd(SimulatedPartition partition, PartitionChange change) =>
        partition.Replicas.SequenceEqual(change.After) || partition.Replicas.SequenceEqual(change.Before);

    private string Text(TopicPartition name) => Cluster.Partition(name.Topic, name.Partition) is { } p
        ? $"{name} has [{string.Join(',', p.Replicas)}], in sync [{string.Join(',', p.Isr)}], leader {p.Leader}"
            + (p.IsReassigning ? $", moves to [{string.Join(',', p.Target)}]" : "")
        : $"{name} does not exist";
}
