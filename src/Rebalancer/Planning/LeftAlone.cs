using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Planning;

/// <summary>Decides which partitions no plan may touch, neither their replicas nor their order, and keeps the reasons.</summary>
internal sealed class LeftAlone
{
    private const int Examples = 20;
    private const int Kinds = 3;

    private readonly ClusterSnapshot _snapshot;
    private readonly PlanAim _aim;
    private readonly BrokerRoles _roles;
    private readonly HashSet<int> _listedAlive;
    private readonly bool _namesDeadAlive;
    private readonly List<TopicPartition> _noLiveReplica = [];
    private readonly List<TopicPartition> _noLeader = [];
    private readonly List<TopicPartition> _tooLarge = [];
    private readonly List<TopicPartition> _excluded = [];
    private readonly List<TopicPartition> _outOfSync = [];
    private readonly SortedDictionary<(int Factor, int Usable), List<TopicPartition>> _tooFewBrokers = [];
    private readonly SortedSet<int> _namedDeadButAlive = [];
    private readonly List<TopicPartition> _inSyncOnDeadOnly = [];
    private readonly Dictionary<int, int> _receivers = [];
    private readonly SortedDictionary<int, int> _unselectedOnLeaving = [];
    private readonly SortedDictionary<int, int> _stuckOnLeaving = [];
    private readonly bool _drains;
    private bool _mayLeave;
    private bool _lacksBrokers;

    /// <param name="request">What is asked.</param>
    /// <param name="roles">Who has which role.</param>
    public LeftAlone(PlanRequest request, BrokerRoles roles)
    {
        _snapshot = request.Snapshot;
        _aim = request.Options.Aim;
        _roles = roles;
        _listedAlive = [.. request.Snapshot.Brokers.Select(b => b.Id)];
        _drains = !roles.In(BrokerRole.Draining).IsEmpty;
        _namesDeadAlive = request.Snapshot.Brokers.Any(b => roles.Of(b.Id) == BrokerRole.Dead);
    }

    /// <summary>Whether the plan may change a partition.</summary>
    public bool MayMove(PlanningProblem problem, int p, TopicPartition name, in PartitionSnapshot partition, bool selected, bool pinned)
    {
        NoteLife(name, partition);
        if (!selected || pinned)
        {
            CountOnLeaving(partition, _unselectedOnLeaving);
            return false;
        }

        if (partition.Replicas.IsEmpty)
        {
            return HasRoom(problem, p, name, partition);
        }

        if (!problem.PresentOf(p).HasLive() && !HasSource(partition.Replicas, partition))
        {
            _noLiveReplica.Add(name);
            return false;
        }

        if (partition.Leader == PartitionSnapshot.NoLeader || HasNoneInSync(partition))
        {
            _noLeader.Add(name);
            return false;
        }

        var movable = _aim == PlanAim.Leaders ? HasReplica(problem, p) : HasRoom(problem, p, name, partition);
        if (!movable)
        {
            CountOnLeaving(partition, _stuckOnLeaving);
        }
        else if (_drains && !_mayLeave)
        {
            _mayLeave = IsOnDraining(partition);
        }

        return movable;
    }

    /// <summary>The reasons, one note per kind.</summary>
    public void AddNotes(List<PlanNote> notes)
    {
        if (_namedDeadButAlive.Count > 0)
        {
            Warn(notes, "dead-but-alive",
                $"{(_namedDeadButAlive.Count == 1 ? "Broker" : "Brokers")} {Numbers(_namedDeadButAlive)} "
                + $"{(_namedDeadButAlive.Count == 1 ? "is" : "are")} treated as dead but "
                + $"{(_namedDeadButAlive.Count == 1 ? "is" : "are")} alive (in sync with partitions). To empty a live broker, drain it "
                + "(--drain): then 'undo' stays possible.");
        }

        if (_inSyncOnDeadOnly.Count > 0)
        {
            var (isOne, isOneBroker) = (_inSyncOnDeadOnly.Count == 1, _namedDeadButAlive.Count == 1);
            Warn(notes, "in-sync-on-dead-only",
                $"{InputText.Count(_inSyncOnDeadOnly.Count, "partition")} {(isOne ? "is" : "are")} in sync only on brokers given as "
                + "dead: if "
                + $"{(isOneBroker ? $"broker {Numbers(_namedDeadButAlive)} is" : $"brokers {Numbers(_namedDeadButAlive)} are")} down, "
                + $"{(isOne ? "the partition" : "the partitions")} cannot be copied ({InputText.List(_inSyncOnDeadOnly, Examples)}).");
        }

        Named(notes, _noLiveReplica, "no-live-replica", " without a live replica", ": Kafka has nothing to copy from");
        Named(notes, _noLeader, "no-leader", " without a leader or a live in-sync replica", "");
        Named(notes, _tooLarge, "rf-too-large", "",
            $": {Their(_tooLarge)} replication factor is above {ReplicaSetPricer.MaxReplicationFactor}");
        Named(notes, _excluded, "rf-below-excluded", "",
            $": excluded brokers hold more of {Their(_excluded)} replicas than the wanted replication factor");
        Named(notes, _outOfSync, "rf-loses-in-sync", "",
            $": {Their(_outOfSync)} last in-sync replica would go, since the replicas on excluded brokers are as many as the wanted "
                + "replication factor");
        foreach (var ((factor, usable), partitions) in _tooFewBrokers)
        {
            Named(notes, partitions, "rf-above-brokers",
                $" of replication factor {factor}",
                $": only {usable} {(usable == 1 ? "broker" : "brokers")} may hold {(partitions.Count == 1 ? "it" : "them")}");
        }

        Stays(notes, _unselectedOnLeaving, "because their topics are not selected or they are pinned");
        Stays(notes, _stuckOnLeaving, _aim == PlanAim.Leaders
            ? "because all replicas of their partitions are on such brokers, and the aim leaders moves none"
            : "because their partitions cannot be changed (see the other notes)");
        if (_lacksBrokers && !_mayLeave)
        {
            Warn(notes, PlanNote.NothingDrainedCode, $"Nothing can leave the brokers that are to be drained: {TooFewBrokers()}.");
        }
    }

    /// <summary>Which partitions have more replicas than brokers may hold them, in numbers; empty where there are none.</summary>
    public string TooFewBrokers() => string.Join("; ", _tooFewBrokers.Take(Kinds).Select(x =>
        $"{InputText.Count(x.Value.Count, "partition")} of replication factor {x.Key.Factor}, but only {x.Key.Usable} "
            + $"{(x.Key.Usable == 1 ? "broker" : "brokers")} may hold {(x.Value.Count == 1 ? "it" : "them")}"))
        + (_tooFewBrokers.Count > Kinds ? "; and others" : "");

    private static void Stays(List<PlanNote> notes, SortedDictionary<int, int> replicasOn, string why)
    {
        if (replicasOn.Count > 0)
        {
            var total = replicasOn.Values.Sum();
            Warn(notes, "stays-on-leaving",
                $"{InputText.Count(total, "replica")} {(total == 1 ? "stays" : "stay")} on dead or draining brokers, {why}: "
                + string.Join(", ", replicasOn.Take(8).Select(x => $"{InputText.Count(x.Value, "replica")} on broker {x.Key}"))
                    + (replicasOn.Count > 8 ? ", ..." : "") + ".");
        }
    }

    private bool HasRoom(PlanningProblem problem, int p, TopicPartition name, in PartitionSnapshot partition)
    {
        if (problem.Width(p) > ReplicaSetPricer.MaxReplicationFactor)
        {
            _tooLarge.Add(name);
            return false;
        }

        var forced = problem.ForcedSlots(p);
        if (int.PopCount(forced) > problem.Wanted[p])
        {
            _excluded.Add(name);
            return false;
        }

        if (problem.IsLowered(p)
            && int.PopCount(forced) == problem.Wanted[p]
            && problem.InSync![p] is not 0 and var inSync
            && (forced & inSync) == 0)
        {
            _outOfSync.Add(name);
            return false;
        }

        var usable = Receivers(problem, p);
        foreach (var b in problem.PresentOf(p))
        {
            usable += b >= 0 && !problem.MayReceive(p, b) && problem.MayKeep(p, b) ? 1 : 0;
        }

        if (usable < problem.Wanted[p])
        {
            var key = (problem.Wanted[p], usable);
            if (!_tooFewBrokers.TryGetValue(key, out var partitions))
            {
                _tooFewBrokers[key] = partitions = [];
            }

            partitions.Add(name);
            _lacksBrokers |= _drains && IsOnDraining(partition);
            return false;
        }

        return true;
    }

    /// <summary>How many brokers may be given the partition's replicas.</summary>
    private int Receivers(PlanningProblem problem, int p)
    {
        var set = problem.BrokerSetOf?[p] ?? -1;
        return _receivers.TryGetValue(set, out var count) ? count : _receivers[set] = CountReceivers(problem, p);
    }

    private static int CountReceivers(PlanningProblem problem, int p) =>
        Enumerable.Range(0, problem.BrokerCount).Count(b => problem.MayReceive(p, b));

    private static bool HasReplica(PlanningProblem problem, int p) => problem.PresentOf(p).HasLive();

    /// <summary>Whether any of the brokers can be copied from: alive, or named as dead by a person while it is in sync.</summary>
    private bool HasSource(ImmutableArray<int> brokers, in PartitionSnapshot partition)
    {
        foreach (var id in brokers)
        {
            if (_roles.Of(id).IsSource || IsInSyncAndListedAlive(id, partition))
            {
                return true;
            }
        }

        return false;
    }

    // The same list was asked about already.
    private bool HasNoneInSync(in PartitionSnapshot partition) =>
        !partition.Isr.IsDefault && partition.Isr != partition.Replicas && !HasSource(partition.Isr, partition);

    private bool IsInSyncAndListedAlive(int id, in PartitionSnapshot partition) =>
        !partition.Isr.IsDefault && partition.Isr.Contains(id) && _listedAlive.Contains(id);

    private void NoteLife(TopicPartition name, in PartitionSnapshot partition)
    {
        if (!_namesDeadAlive || !partition.TellsWhoIsUp())
        {
            return;
        }

        var (isDeadAlone, hasSource) = (false, false);
        foreach (var id in partition.Isr)
        {
            hasSource |= _roles.Of(id).IsSource;
            if (_listedAlive.Contains(id) && _roles.Of(id) == BrokerRole.Dead)
            {
                _namedDeadButAlive.Add(id);
                isDeadAlone |= partition.Replicas.Contains(id);
            }
        }

        if (isDeadAlone && !hasSource)
        {
            _inSyncOnDeadOnly.Add(name);
        }
    }

    private void CountOnLeaving(in PartitionSnapshot partition, SortedDictionary<int, int> replicasOn)
    {
        foreach (var id in partition.Replicas)
        {
            if (_roles.Of(id).IsLeaving)
            {
                replicasOn[id] = replicasOn.GetValueOrDefault(id) + 1;
            }
        }
    }

    private bool IsOnDraining(in PartitionSnapshot partition)
    {
        foreach (var id in partition.Replicas)
        {
            if (_roles.Of(id) == BrokerRole.Draining)
            {
                return true;
            }
        }

        return false;
    }

    private static string Their(List<TopicPartition> partitions) => partitions.Count == 1 ? "its" : "their";

    private static void Named(List<PlanNote> notes, List<TopicPartition> partitions, string code, string which, string why)
    {
        if (partitions.Count > 0)
        {
            Warn(notes, code, $"{InputText.Count(partitions.Count, "partition")}{which} {(partitions.Count == 1 ? "is" : "are")} "
                + $"not changed{why} ({string.Join(", ", partitions.Take(Examples))}{(partitions.Count > Examples ? ", ..." : "")}).");
        }
    }

    private static void Warn(List<PlanNote> notes, string code, string text) => notes.Add(new(PlanNoteKind.Warning, code, text));

    private static string Numbers(IReadOnlyCollection<int> ids) => string.Join(", ", ids.Take(8)) + (ids.Count > 8 ? ", ..." : "");
}
