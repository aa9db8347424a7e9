using System.Collections.Immutable;

namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>One tick of copying: producers write, followers fetch under throttles and disk speed, and the ISR follows.</summary>
/// <remarks>
/// Followers that count as in sync go first and unthrottled, but their bytes of listed partitions are counted in the quotas, as Kafka
/// counts them (docs/reassignments.md, "How throttles act"); what is left of each quota and each disk is shared evenly between the fetches
/// that catch up. The eleven-second window of Kafka's quotas, with its bursts, is not modelled: no tick ever exceeds a rate, save by
/// in-sync traffic.
/// </remarks>
internal sealed class Replication(ClusterState state, Controller controller)
{
    private readonly List<Fetch> _fetches = [];
    private readonly List<SimulatedPartition> _active = [];
    private readonly Dictionary<int, TickBudget> _budgets = [];
    private readonly List<SimulatedTransfer> _transfers = [];

    /// <summary>What moved in the last step.</summary>
    public IReadOnlyList<SimulatedTransfer> Transfers => _transfers;

    /// <summary>Moves bytes for <paramref name="tick"/>.</summary>
    /// <param name="tick">How long.</param>
    /// <param name="controllerAvailable">Without a controller the copying goes on, the ISR does not change.</param>
    /// <param name="onLogDirFull">Called for a log dir that ran out of space.</param>
    public void Step(TimeSpan tick, bool controllerAvailable, Action<SimulatedBroker, SimulatedLogDir> onLogDirFull)
    {
        _transfers.Clear();
        foreach (var broker in state.Brokers.Values)
        {
            MoveFutures(broker, tick.TotalSeconds);
        }

        if (state.Active.Count == 0)
        {
            return;
        }

        _fetches.Clear();
        _active.Clear();
        _active.AddRange(state.Active);
        StartBudgets(tick.TotalSeconds);
        foreach (var partition in _active)
        {
            Collect(partition, tick.TotalSeconds);
        }

        Move(tick.TotalSeconds, onLogDirFull);
        foreach (var partition in _active)
        {
            Settle(partition, controllerAvailable);
        }
    }

    private void StartBudgets(double seconds)
    {
        _budgets.Clear();
        var defaultCounts = state.Release != SimulatedRelease.ZooKeeper24;
        foreach (var broker in state.Brokers.Values)
        {
            _budgets[broker.Id] = new TickBudget
            {
                LeaderQuota = state.Configs.Rate(broker.Id, ConfigKeys.LeaderThrottledRate, defaultCounts) * seconds,
                FollowerQuota = state.Configs.Rate(broker.Id, ConfigKeys.FollowerThrottledRate, defaultCounts) * seconds,
                Read = state.Options.DiskBytesPerSecond * seconds,
                Write = state.Options.DiskBytesPerSecond * seconds,
            };
        }
    }

    private void Collect(SimulatedPartition partition, double seconds)
    {
        var leader = partition.Leader;
        if (leader < 0 || !state.IsRunning(leader) || state.Log(partition, leader) is not { LogDir.IsOnline: true } source)
        {
            return;
        }

        source.Bytes += partition.ProduceBytesPerSecond * seconds;
        source.IsFetchFresh = false;
        source.BehindSince = null;
        var lists = state.Configs.ThrottleLists(partition.TopicPartition.Topic);
        var number = partition.TopicPartition.Partition;
        foreach (var follower in partition.Replicas)
        {
            if (follower == leader
                || !state.IsReplicaOnline(partition, follower)
                || state.EnsureLog(partition, follower) is not { LogDir.IsOnline: true } log)
            {
                continue;
            }

            if (log.Bytes > source.Bytes)
            {
                log.Bytes = source.Bytes;
            }

            var lag = source.Bytes - log.Bytes;
            if (lag <= 0)
            {
                continue;
            }

            var inIsr = partition.Isr.Contains(follower);
            _fetches.Add(new Fetch
            {
                Log = log,
                Leader = leader,
                Lag = lag,
                InIsr = inIsr,
                LeaderListed = lists.Leader.Contains(number, leader),
                FollowerListed = lists.Follower.Contains(number, follower),
                Limit = state.ReplicaLimits.TryGetValue((partition.TopicPartition, follower), out var limit)
                    ? limit * seconds
                    : double.PositiveInfinity,
            });
        }
    }

    private void Move(double seconds, Action<SimulatedBroker, SimulatedLogDir> onLogDirFull)
    {
        foreach (var fetch in _fetches)
        {
            var leader = _budgets[fetch.Leader];
            var follower = _budgets[fetch.Log.BrokerId];
            fetch.LeaderThrottled = fetch.LeaderListed && leader.LeaderQuota is not null && !fetch.InIsr;
            fetch.FollowerThrottled = fetch.FollowerListed
                && follower.FollowerQuota is not null
                && (!fetch.InIsr || fetch.Log.IsFetchFresh);
            fetch.CatchesUp = !fetch.InIsr || fetch.FollowerThrottled;
            if (!fetch.CatchesUp)
            {
                Grant(fetch, Math.Min(fetch.Lag, fetch.Limit), onLogDirFull);
                continue;
            }

            leader.Readers++;
            follower.Writers++;
            leader.LeaderThrottled += fetch.LeaderThrottled ? 1 : 0;
            follower.FollowerThrottled += fetch.FollowerThrottled ? 1 : 0;
        }

        foreach (var budget in _budgets.Values)
        {
            budget.Share();
        }

        foreach (var fetch in _fetches.Where(f => f.CatchesUp))
        {
            var leader = _budgets[fetch.Leader];
            var follower = _budgets[fetch.Log.BrokerId];
            var bytes = Math.Min(Math.Min(fetch.Lag, fetch.Limit), Math.Min(leader.ReadShare, follower.WriteShare));
            if (fetch.LeaderThrottled)
            {
                bytes = Math.Min(bytes, leader.LeaderShare);
            }

            if (fetch.FollowerThrottled)
            {
                bytes = Math.Min(bytes, follower.FollowerShare);
            }

            Grant(fetch, bytes, onLogDirFull);
        }
    }

    private void Grant(Fetch fetch, double bytes, Action<SimulatedBroker, SimulatedLogDir> onLogDirFull)
    {
        var dir = fetch.Log.LogDir;
        if (!dir.IsOnline)
        {
            return;
        }

        if (bytes > dir.UsableBytes)
        {
            onLogDirFull(state.Brokers[fetch.Log.BrokerId], dir);
            return;
        }

        fetch.Log.Bytes = bytes >= fetch.Lag ? fetch.Log.Bytes + fetch.Lag : fetch.Log.Bytes + bytes;
        var leader = _budgets[fetch.Leader];
        var follower = _budgets[fetch.Log.BrokerId];
        leader.Read -= bytes;
        follower.Write -= bytes;
        leader.LeaderQuota -= fetch.LeaderListed ? bytes : 0;
        follower.FollowerQuota -= fetch.FollowerListed ? bytes : 0;
        if (bytes > 0)
        {
            _transfers.Add(new SimulatedTransfer(
                fetch.Log.TopicPartition, fetch.Leader, fetch.Log.BrokerId, bytes, fetch.InIsr, fetch.LeaderThrottled,
                fetch.FollowerThrottled));
        }
    }

    /// <summary>Replicas that caught up join the ISR, those that lag too long leave it.</summary>
    private void Settle(SimulatedPartition partition, bool controllerAvailable)
    {
        if (state.Find(partition.TopicPartition) != partition)
        {
            state.Active.Remove(partition);
            return;
        }

        var source = partition.Leader >= 0 && state.IsRunning(partition.Leader) ? state.Log(partition, partition.Leader) : null;
        if (source is not { LogDir.IsOnline: true })
        {
            // Nobody to copy from; an election makes the partition active again.
            if (partition.Leader < 0)
            {
                state.Active.Remove(partition);
            }

            return;
        }

        var quiet = partition.ProduceBytesPerSecond == 0;
        foreach (var follower in partition.Replicas)
        {
            if (follower == partition.Leader)
            {
                continue;
            }

            var log = state.IsReplicaOnline(partition, follower) ? state.Log(partition, follower) : null;
            if (log is null || !log.LogDir.IsOnline)
            {
                continue;
            }

            quiet &= UpdateIsr(partition, follower, log, source, controllerAvailable);
            if (!partition.Replicas.Contains(follower) || partition.Leader < 0)
            {
                break;
            }
        }

        if (quiet && !partition.IsReassigning)
        {
            state.Active.Remove(partition);
        }
    }

    private bool UpdateIsr(
        SimulatedPartition partition, int follower, SimulatedReplica log, SimulatedReplica source, bool controllerAvailable)
    {
        var inIsr = partition.Isr.Contains(follower);
        if (log.Bytes >= source.Bytes)
        {
            log.BehindSince = null;
            log.IsFetchFresh = false;
            if (inIsr)
            {
                return true;
            }

            if (controllerAvailable && state.IsAlive(follower) && partition.Replicas.Contains(follower))
            {
                controller.ChangeIsr(partition, partition.Isr.Add(follower));
            }

            return false;
        }

        log.BehindSince ??= state.Now;
        if (inIsr && controllerAvailable && state.Now - log.BehindSince >= state.Options.ReplicaLagTimeMax)
        {
            controller.ChangeIsr(partition, partition.Isr.Remove(follower));
        }

        return false;
    }

    /// <summary>Moves between the log dirs of one broker.</summary>
    private void MoveFutures(SimulatedBroker broker, double seconds)
    {
        if (!broker.IsRunning || broker.MovingLogs.Count == 0)
        {
            return;
        }

        var rate = state.Configs.Rate(broker.Id, ConfigKeys.LogDirThrottledRate, clusterDefaultCounts: true)
            ?? state.Options.DiskBytesPerSecond;
        var share = rate * seconds / broker.MovingLogs.Count;
        foreach (var log in broker.MovingLogs.ToList())
        {
            if (log.Future is not { } future)
            {
                broker.MovingLogs.Remove(log);
                continue;
            }

            future.Bytes = Math.Min(log.Bytes, future.Bytes + share);
            if (future.Bytes >= log.Bytes)
            {
                log.SwapToFuture();
                broker.MovingLogs.Remove(log);
                state.Changed = true;
            }
        }
    }

    private sealed class Fetch
    {
        public required SimulatedReplica Log { get; init; }

        public required int Leader { get; init; }

        public required double Lag { get; init; }

        public required bool InIsr { get; init; }

        public required bool LeaderListed { get; init; }

        public required bool FollowerListed { get; init; }

        /// <summary>The most that a slowed replica takes.</summary>
        public required double Limit { get; init; }

        public bool LeaderThrottled { get; set; }

        public bool FollowerThrottled { get; set; }

        public bool CatchesUp { get; set; }
    }

    /// <summary>What one broker may still move in this tick, in bytes.</summary>
    private sealed class TickBudget
    {
        public double? LeaderQuota { get; set; }

        public double? FollowerQuota { get; set; }

        public double Read { get; set; }

        public double Write { get; set; }

        public int Readers { get; set; }

        public int Writers { get; set; }

        public int LeaderThrottled { get; set; }

        public int FollowerThrottled { get; set; }

        public double ReadShare { get; private set; }

        public double WriteShare { get; private set; }

        public double LeaderShare { get; private set; }

        public double FollowerShare { get; private set; }

        public void Share()
        {
            ReadShare = Part(Read, Readers);
            WriteShare = Part(Write, Writers);
            LeaderShare = Part(LeaderQuota ?? 0, LeaderThrottled);
            FollowerShare = Part(FollowerQuota ?? 0, FollowerThrottled);
        }

        private static double Part(double budget, int count) => count == 0 ? 0 : Math.Max(0, budget) / count;
    }
}
