using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>
/// What KRaft's and ZooKeeper's controllers have in common: elections, ISR changes, brokers that come and go, and the writing of a
/// partition's new state.
/// </summary>
internal abstract class Controller(ClusterState state)
{
    protected ClusterState State { get; } = state;

    /// <summary>API 45 with replicas.</summary>
    public abstract KafkaError? Submit(SimulatedPartition partition, ImmutableArray<int> target);

    /// <summary>API 45 without replicas.</summary>
    public abstract KafkaError? Cancel(SimulatedPartition partition);

    /// <summary>Whether a reassignment is over, given its sets and the ISR without the removing ones.</summary>
    protected abstract bool IsComplete(PartitionUpdate change, ImmutableArray<int> target, ImmutableArray<int> remainingIsr);

    /// <summary>Whether the leader epoch grows although the leader stays.</summary>
    protected abstract bool BumpsEpoch(SimulatedPartition before, PartitionUpdate after, bool completed);

    public static Controller For(ClusterState state) =>
        state.Release.IsKRaft() ? new KRaftController(state) : new ZooKeeperController(state);

    /// <summary>A follower caught up or fell behind.</summary>
    public void ChangeIsr(SimulatedPartition partition, ImmutableArray<int> isr) => Write(partition, Present(partition) with { Isr = isr });

    public void Fence(int broker)
    {
        foreach (var partition in AllPartitions())
        {
            if (partition.Leader == broker || partition.Isr.Contains(broker))
            {
                LeaveIsr(partition, broker);
            }
        }
    }

    /// <summary>
    /// A replica died with its broker or log dir. The last member stays in the ISR, so that nobody else is elected; with ELR it moves there
    /// instead (KIP-966).
    /// </summary>
    public void LeaveIsr(SimulatedPartition partition, int broker)
    {
        var isr = partition.Isr.Remove(broker);
        if (isr.IsEmpty && !State.Release.HasEligibleLeaderReplicas())
        {
            isr = partition.Isr;
        }

        Write(partition, Present(partition) with { Isr = isr });
    }

    public void Unfence(int broker)
    {
        foreach (var partition in AllPartitions())
        {
            if (partition.Replicas.Contains(broker))
            {
                if (partition.Leader < 0)
                {
                    Write(partition, Present(partition));
                }

                State.Active.Add(partition);
            }
        }
    }

    /// <summary>API 43.</summary>
    public KafkaError? Elect(SimulatedPartition partition, bool unclean)
    {
        if (unclean)
        {
            return ElectUnclean(partition);
        }

        var preferred = partition.Replicas[0];
        if (partition.Leader == preferred)
        {
            return new KafkaError(KafkaErrorCode.ElectionNotNeeded, "Leader election not needed for topic partition");
        }

        if (!State.IsAlive(preferred) || !partition.Isr.Contains(preferred))
        {
            return new KafkaError(KafkaErrorCode.PreferredLeaderNotAvailable, "The preferred leader was not available.");
        }

        SetLeader(partition, preferred);
        State.Publish(partition);
        return null;
    }

    /// <summary>Writes a new state: ends the reassignment if it is over, elects, starts and stops replicas, publishes.</summary>
    protected void Write(SimulatedPartition partition, PartitionUpdate change)
    {
        var completed = false;
        var isrBefore = change.Isr;
        if (change.IsReassigning)
        {
            var target = change.Replicas.RemoveRange(change.Removing);
            var remaining = change.Isr.RemoveRange(change.Removing);
            if (IsComplete(change, target, remaining))
            {
                completed = true;
                change = new PartitionUpdate(target, remaining, [], []);
            }
        }

        var removed = partition.Replicas.RemoveRange(change.Replicas);
        var added = change.Replicas.RemoveRange(partition.Replicas);
        var (leader, isr, eligible) = ChooseLeader(partition, change);
        var bump = leader != partition.Leader || BumpsEpoch(partition, change, completed);

        partition.Replicas = change.Replicas;
        partition.Isr = isr;
        partition.AddingReplicas = change.Adding;
        partition.RemovingReplicas = change.Removing;
        partition.EligibleLeaderReplicas = eligible;
        if (bump)
        {
            SetLeader(partition, leader);
        }

        foreach (var broker in removed)
        {
            State.RemoveLog(partition.TopicPartition, broker);
        }

        foreach (var broker in added.Where(State.IsRunning))
        {
            State.EnsureLog(partition, broker);
        }

        if (partition.IsReassigning)
        {
            State.Reassigning.Add(partition);
        }
        else
        {
            State.Reassigning.Remove(partition);
        }

        State.Active.Add(partition);
        State.Publish(partition, completed && !State.Release.IsKRaft() ? isrBefore : null);
    }

    protected static PartitionUpdate Present(SimulatedPartition partition) =>
        new(partition.Replicas, partition.Isr, partition.AddingReplicas, partition.RemovingReplicas);

    /// <summary>
    /// The leader stays where it can; otherwise the first of the list that is in sync and alive, then an eligible leader replica.
    /// </summary>
    private (
        int Leader,
        ImmutableArray<int> Isr,
        ImmutableArray<int> Eligible) ChooseLeader(SimulatedPartition partition, PartitionUpdate change)
    {
        var isr = change.Isr;
        var eligible = Eligible(partition, change);
        if (isr.Contains(partition.Leader) && CanLead(partition, partition.Leader) && change.Replicas.Contains(partition.Leader))
        {
            return (partition.Leader, isr, eligible);
        }

        foreach (var broker in change.Replicas)
        {
            if (isr.Contains(broker) && CanLead(partition, broker))
            {
                return (broker, isr, eligible);
            }
        }

        if (isr.IsEmpty)
        {
            foreach (var broker in change.Replicas)
            {
                if (eligible.Contains(broker) && CanLead(partition, broker))
                {
                    return (broker, [broker], eligible.Remove(broker));
                }
            }
        }

        return (-1, isr, eligible);
    }

    private bool CanLead(SimulatedPartition partition, int broker) =>
        State.IsAlive(broker) && (State.Log(partition, broker) is not { } log || log.LogDir.IsOnline);

    private ImmutableArray<int> Eligible(SimulatedPartition partition, PartitionUpdate change)
    {
        if (!State.Release.HasEligibleLeaderReplicas())
        {
            return [];
        }

        var minIsr = Math.Min(
            State.Configs.TopicNumber(partition.TopicPartition.Topic, ConfigKeys.MinInsyncReplicas), change.Replicas.Length);
        return change.Isr.Length >= minIsr
            ? []
            : [.. partition.EligibleLeaderReplicas.Concat(partition.Isr)
                .Where(b => change.Replicas.Contains(b) && !change.Isr.Contains(b)).Distinct()];
    }

    private KafkaError? ElectUnclean(SimulatedPartition partition)
    {
        if (partition.Leader >= 0)
        {
            return new KafkaError(KafkaErrorCode.ElectionNotNeeded, "Leader election not needed for topic partition");
        }

        foreach (var broker in partition.Replicas)
        {
            // ZooKeeper's controller does not elect where the ISR names only brokers outside the list (docs/reassignments.md, "Failures in
            // the middle").
            if (State.IsAlive(broker)
                && State.Log(partition, broker) is not null
                && (State.Release.IsKRaft() || partition.Isr.Any(partition.Replicas.Contains)))
            {
                partition.Isr = [broker];
                partition.EligibleLeaderReplicas = [];
                SetLeader(partition, broker);
                State.Publish(partition);
                return null;
            }
        }

        return new KafkaError(KafkaErrorCode.EligibleLeadersNotAvailable, "Eligible topic partition leaders are not available.");
    }

    private void SetLeader(SimulatedPartition partition, int leader)
    {
        partition.Leader = leader;
        partition.LeaderEpoch++;
        foreach (var broker in partition.Replicas)
        {
            if (broker != leader && State.Log(partition, broker) is { } log)
            {
                log.IsFetchFresh = true;
            }
        }

        State.Active.Add(partition);
    }

    private List<SimulatedPartition> AllPartitions() => [.. State.Topics.Values.SelectMany(t => t.Partitions)];
}

/// <summary>A partition's state as a controller wants to write it.</summary>
internal sealed record PartitionUpdate(
    ImmutableArray<int> Replicas, ImmutableArray<int> Isr, ImmutableArray<int> Adding, ImmutableArray<int> Removing)
{
    public bool IsReassigning => !Adding.IsEmpty || !Removing.IsEmpty;
}
