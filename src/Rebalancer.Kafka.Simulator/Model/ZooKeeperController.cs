using System.Collections.Immutable;

namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>
/// ZooKeeper's reassignment rules: a new target starts from the original set, superseded replicas go at once, all of the target must be in
/// sync, and a cancel never asks whether a good copy is left.
/// </summary>
/// <remarks>docs/reassignments.md, "When it completes" and "Cancel and override"; KafkaController in Kafka 3.9.</remarks>
internal sealed class ZooKeeperController(ClusterState state) : Controller(state)
{
    public override KafkaError? Submit(SimulatedPartition partition, ImmutableArray<int> target)
    {
        var original = partition.Original;
        if (target.IsEmpty || target.Any(b => b < 0) || target.Distinct().Count() != target.Length)
        {
            return new KafkaError(KafkaErrorCode.InvalidReplicaAssignment, "Replica assignment is invalid.");
        }

        var adding = target.RemoveRange(original);
        if (adding.Any(b => !State.IsAlive(b)))
        {
            return new KafkaError(KafkaErrorCode.InvalidReplicaAssignment, "Replica assignment has brokers that are not alive.");
        }

        var removing = original.RemoveRange(target);
        var replicas = target.AddRange(removing);
        Write(partition, new PartitionUpdate(replicas, [.. partition.Isr.Where(replicas.Contains)], adding, removing));
        return null;
    }

    public override KafkaError? Cancel(SimulatedPartition partition)
    {
        if (!partition.IsReassigning)
        {
            return new KafkaError(KafkaErrorCode.NoReassignmentInProgress, "No partition reassignment is in progress.");
        }

        // Where only adding replicas are in sync the ISR goes on naming them although their copies are deleted: the partition is lost.
        var isr = partition.Isr.RemoveRange(partition.AddingReplicas);
        Write(partition, new PartitionUpdate(partition.Original, isr.IsEmpty ? partition.Isr : isr, [], []));
        return null;
    }

    protected override bool IsComplete(PartitionUpdate change, ImmutableArray<int> target, ImmutableArray<int> remainingIsr) =>
        target.All(b => remainingIsr.Contains(b));

    protected override bool BumpsEpoch(SimulatedPartition before, PartitionUpdate after, bool completed) =>
        before.Leader >= 0
        && (completed
            || !before.Replicas.SequenceEqual(after.Replicas)
            || before.IsReassigning != after.IsReassigning
            || before.Isr.SequenceEqual(after.Isr));
}
