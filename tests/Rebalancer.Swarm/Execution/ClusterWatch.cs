using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Planning;

namespace Rebalancer.Swarm.Execution;

/// <summary>Watches every tick and every request: what must never happen, whatever else does.</summary>
/// <remarks>It knows the plan and the simulator's truth, and nothing of the code that carries plans out.</remarks>
internal sealed class ClusterWatch
{
    /// <summary>How old the look may be by which a step is sent.</summary>
    private static readonly TimeSpan s_oldestLook = TimeSpan.FromSeconds(20);

    private readonly ClusterDraw _draw;
    private readonly Action<string> _find;
    private readonly Dictionary<TopicPartition, PartitionChange> _plan;
    private readonly Dictionary<TopicPartition, ImmutableArray<int>> _first;
    private readonly Dictionary<TopicPartition, Seen> _seen = [];
    private readonly HashSet<TopicPartition> _touched = [];
    private readonly Dictionary<TopicPartition, TimeSpan> _foreign = [];
    private HashSet<TopicPartition> _mayBeCancelled = [];
    private IReadOnlyList<SimulatedPartition> _partitions;
    private TimeSpan _listed;

    public ClusterWatch(ClusterDraw draw, Action<string> find)
    {
        _draw = draw;
        _find = find;
        _plan = draw.Plan.Changes.ToDictionary(c => c.TopicPartition);
        _partitions = Cluster.Partitions;
        _first = _partitions.ToDictionary(p => p.TopicPartition, p => p.Replicas);
        Cluster.Observe(_ => Look());
    }

    private SimulatedCluster Cluster => _draw.Cluster;

    /// <summary>Whether somebody else changed the partition, or its topic is another one.</summary>
    public bool IsTouched(TopicPartition partition) => _touched.Contains(partition);

    /// <summary>Whether a list is one that the plan, or its undo, ends with.</summary>
    public bool IsPlanned(TopicPartition partition, IEnumerable<int> list) => _plan.TryGetValue(partition, out var change)
        && (change.After.SequenceEqual(list) || change.Before.SequenceEqual(list));

    /// <summary>When list, ISR or leader of a partition last changed.</summary>
    public TimeSpan ChangedAt(TopicPartition partition) => _seen.TryGetValue(partition, out var seen) ? seen.ChangedAt : Cluster.Now;

    /// <summary>Somebody else asks for a list, or for none.</summary>
    public void Touch(TopicPartition partition, bool isReassignment)
    {
        _touched.Add(partition);
        if (_seen.TryGetValue(partition, out var seen))
        {
            seen.ChangedAt = Cluster.Now;
        }

        if (isReassignment)
        {
            _foreign[partition] = Cluster.Now;
        }
    }

    /// <summary>What the command that begins now may cancel though it is somebody else's.</summary>
    public void AllowCancelling(IEnumerable<TopicPartition> partitions) => _mayBeCancelled = [.. partitions];

    /// <summary>Topics came, went or grew.</summary>
    public void TopicsChanged() => _partitions = Cluster.Partitions;

    /// <summary>A request that will be carried out.</summary>
    public void Pass(SimulatedRequest request)
    {
        switch (request)
        {
            case { ApiKey: KafkaApiKeys.ListPartitionReassignments }:
                _listed = Cluster.Now;
                break;
            case { ApiKey: KafkaApiKeys.AlterPartitionReassignments, Body: IReadOnlyList<ReassignmentChange> changes }:
                foreach (var change in changes)
                {
                    Check(change);
                }

                break;
        }
    }

    private void Check(ReassignmentChange change)
    {
        var name = change.TopicPartition;
        if (!_plan.ContainsKey(name) && (change.Replicas is not null || !_mayBeCancelled.Contains(name)))
        {
            _find($"{name} is not in the plan and was asked for");
        }

        if (Cluster.Partition(name.Topic, name.Partition) is not { } partition)
        {
            return;
        }

        var isForeign = partition.IsReassigning && _foreign.TryGetValue(name, out var began) && began < _listed;
        if (change.Replicas is not { } target)
        {
            if (isForeign && !_mayBeCancelled.Contains(name))
            {
                _find($"the reassignment of {name} to [{Text(partition.Target)}] is somebody else's and was cancelled");
            }

            return;
        }

        if (partition.IsReassigning && !partition.Target.SequenceEqual(target) && ReassigningSince(name) < _listed)
        {
            _find($"{name} was on its way to [{Text(partition.Target)}] and was asked for [{Text(target)}]");
        }

        // What is asked for takes the place of what was in flight, also of somebody's that no look could have shown yet.
        _foreign.Remove(name);
        if (partition.IsReassigning || partition.Replicas.ToHashSet().SetEquals(target))
        {
            return;
        }

        foreach (var broker in target.Where(b => partition.Replicas.Contains(b) && !partition.Isr.Contains(b)))
        {
            if (_seen.TryGetValue(name, out var seen) && seen.OutSince.TryGetValue(broker, out var since)
                && Cluster.Now - since > s_oldestLook + Cluster.Options.MetadataLag)
            {
                _find($"at {Cluster.Now} {name} [{Text(partition.Replicas)}] was asked for [{Text(target)}] while broker {broker}, "
                    + $"which it keeps, was out of sync since {since}");
            }
        }
    }

    private TimeSpan ReassigningSince(TopicPartition partition) => _seen.TryGetValue(partition, out var seen) ? seen.ReassigningSince
        : TimeSpan.MaxValue;

    private void Look()
    {
        foreach (var partition in _partitions)
        {
            var name = partition.TopicPartition;
            if (!_seen.TryGetValue(name, out var seen))
            {
                _seen[name] = seen = new Seen();
            }

            if (seen.Leader != partition.Leader || seen.Replicas != partition.Replicas || seen.Isr != partition.Isr)
            {
                Take(seen, partition);
            }
        }
    }

    private void Take(Seen seen, SimulatedPartition partition)
    {
        var name = partition.TopicPartition;
        seen.ChangedAt = Cluster.Now;
        foreach (var broker in partition.Replicas)
        {
            if (partition.Isr.Contains(broker))
            {
                seen.OutSince.Remove(broker);
            }
            else
            {
                seen.OutSince.TryAdd(broker, Cluster.Now);
            }
        }

        if (partition.IsReassigning && !seen.IsReassigning)
        {
            seen.ReassigningSince = Cluster.Now;
        }

        (seen.Leader, seen.Replicas, seen.Isr, seen.IsReassigning) = (
            partition.Leader, partition.Replicas, partition.Isr, partition.IsReassigning);
        if (!partition.IsReassigning)
        {
            _foreign.Remove(name);
        }

        if (!_touched.Contains(name))
        {
            CheckList(partition);
        }
    }

    private void CheckList(SimulatedPartition partition)
    {
        var name = partition.TopicPartition;
        if (!_plan.TryGetValue(name, out var change))
        {
            if (_first.TryGetValue(name, out var first) && !partition.Replicas.SequenceEqual(first))
            {
                _find($"{name} is not in the plan and went from [{Text(first)}] to [{Text(partition.Replicas)}]");
            }

            return;
        }

        var (least, most) = (Math.Min(change.Before.Length, change.After.Length), Math.Max(change.Before.Length, change.After.Length));
        if (partition.Target.Length < least || partition.Target.Length > most)
        {
            _find($"{name} has {partition.Target.Length} replicas, the plan says {change.Before.Length} and then {change.After.Length}");
        }

        if (partition.Replicas.Any(b => !change.Before.Contains(b) && !change.After.Contains(b)))
        {
            _find($"{name} is on [{Text(partition.Replicas)}], the plan says [{Text(change.Before)}] and then [{Text(change.After)}]");
        }
    }

    private static string Text(IEnumerable<int> list) => string.Join(',', list);

    private sealed class Seen
    {
        public Dictionary<int, TimeSpan> OutSince { get; } = [];

        public int Leader { get; set; } = int.MinValue;

        public ImmutableArray<int> Replicas { get; set; }

        public ImmutableArray<int> Isr { get; set; }

        public bool IsReassigning { get; set; }

        public TimeSpan ReassigningSince { get; set; } = TimeSpan.MaxValue;

        public TimeSpan ChangedAt { get; set; }
    }
}
