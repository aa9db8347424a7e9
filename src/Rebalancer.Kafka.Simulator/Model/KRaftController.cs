using System.Collections.Immutable;

namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>
/// KRaft's reassignment rules: a new target starts from the union, keeps the old sets where it adds or removes nothing, and so can never
/// end on 4.3.1.
/// </summary>
/// <remarks>
/// docs/reassignments.md, "When it completes" and "Cancel and override"; ReplicationControlManager and PartitionReassignmentReplicas in
/// Kafka.
/// </remarks>
internal sealed class KRaftController(ClusterState state) : Controller(state)
{
    public override KafkaError? Submit(SimulatedPartition partition, ImmutableArray<int> target)
    {
        if (Validate(target) is { } error)
        {
            return error;
        }

        if (target.SequenceEqual(partition.Replicas) && partition.RemovingReplicas.IsEmpty)
        {
            return null;
        }

        var adding = target.RemoveRange(partition.Replicas).Sort();
        var removing = partition.Replicas.RemoveRange(target).Sort();
        Write(partition, new PartitionUpdate(
            target.AddRange(removing),
            partition.Isr,
            adding.IsEmpty ? partition.AddingReplicas : adding,
            removing.IsEmpty ? partition.RemovingReplicas : removing));
        return null;
    }

    public override KafkaError? Cancel(SimulatedPartition partition)
    {
        if (!partition.IsReassigning)
        {
            return new KafkaError(KafkaErrorCode.NoReassignmentInProgress, null);
        }

        var isr = partition.Isr.RemoveRange(partition.AddingReplicas);
        var replicas = partition.Original;
        if (isr.IsEmpty)
        {
            if (!State.Configs.TopicFlag(partition.TopicPartition.Topic, ConfigKeys.UncleanLeaderElection))
            {
                return new KafkaError(
                    KafkaErrorCode.InvalidReplicaAssignment,
                    $"Unable to revert partition assignment for {partition.TopicPartition} because it would require an unclean leader "
                        + "election.");
            }

            isr = [replicas[0]];
        }

        Write(partition, new PartitionUpdate(replicas, isr, [], []));
        return null;
    }

    protected override bool IsComplete(PartitionUpdate change, ImmutableArray<int> target, ImmutableArray<int> remainingIsr)
    {
        if (remainingIsr.IsEmpty)
        {
            return false;
        }

        var allInSync = target.All(b => remainingIsr.Contains(b));
        if (State.Release == SimulatedRelease.KRaft39)
        {
            return allInSync;
        }

        // KAFKA-19975: kept replicas may lag unless the set shrinks; a replica that is adding and removing at once can never be in the
        // remaining ISR.
        var shrinks = target.Length < change.Replicas.Length - change.Adding.Length;
        return change.Adding.All(b => remainingIsr.Contains(b)) && (!shrinks || allInSync);
    }

    protected override bool BumpsEpoch(SimulatedPartition before, PartitionUpdate after, bool completed) =>
        before.Leader >= 0 && before.Replicas.Any(b => !after.Replicas.Contains(b));

    private KafkaError? Validate(ImmutableArray<int> target)
    {
        static KafkaError Invalid(string message) => new(KafkaErrorCode.InvalidReplicaAssignment, message);

        if (target.IsEmpty)
        {
            return Invalid("The manual partition assignment includes an empty replica list.");
        }

        foreach (var broker in target)
        {
            if (broker < 0)
            {
                return Invalid($"The manual partition assignment includes an invalid broker id {broker}.");
            }

            if (!State.Brokers.ContainsKey(broker))
            {
                return Invalid($"The manual partition assignment includes broker {broker}, but no such broker is registered.");
            }
        }

        return target.Distinct().Count() == target.Length
            ? null
            : Invalid("The manual partition assignment includes a broker more than once.");
    }
}
