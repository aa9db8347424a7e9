using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator.Model;

namespace Rebalancer.Kafka.Simulator;

/// <content>Faults on command: brokers, the controller, disks, replicas, foreign tools.</content>
public sealed partial class SimulatedCluster
{
    private bool _kraftControllerStopped;

    /// <summary>Whether a controller takes requests and ISR changes.</summary>
    public bool IsControllerAvailable => Options.Release.IsKRaft()
        ? !_kraftControllerStopped
        : ZooKeeperController is { } id && _state.Brokers[id].IsRunning;

    /// <summary>
    /// With ZooKeeper: the broker that is the controller (it goes on being named while it is dead and its session lasts), or null.
    /// </summary>
    public int? ZooKeeperController { get; private set; }

    /// <summary>Kills a broker: it stops answering and fetching at once, and counts as dead after the session timeout.</summary>
    public void StopBroker(int id) => Locked(() =>
    {
        var broker = _state.Brokers[id];
        if (!broker.IsRunning)
        {
            return;
        }

        broker.IsRunning = false;
        broker.Stopped.Cancel();
        var incarnation = ++broker.Incarnation;
        _state.Changed = true;
        _state.Scheduler.Add(_state.Now + Options.SessionTimeout, () =>
        {
            if (broker.Incarnation == incarnation)
            {
                broker.IsSessionOver = true;
                Fence(broker);
            }
        });
    });

    /// <summary>
    /// Starts a dead broker with what is on its disks; its replicas catch up and join the ISR again. A copy that was to be removed
    /// meanwhile stays behind.
    /// </summary>
    public void StartBroker(int id) => Locked(() =>
    {
        var broker = _state.Brokers[id];
        if (broker.IsRunning)
        {
            return;
        }

        broker.Incarnation++;
        foreach (var dir in broker.LogDirs)
        {
            dir.IsOnline = true;
        }

        if (!broker.IsFenced)
        {
            // Back before its session ended: the old registration is fenced first, as a restart always does.
            Fence(broker);
        }

        broker.Stopped = new CancellationTokenSource();
        broker.IsRunning = true;
        broker.IsFenced = false;
        broker.IsSessionOver = false;
        ZooKeeperController ??= id;
        _state.Changed = true;
        foreach (var log in broker.Logs.Values)
        {
            log.IsFetchFresh = true;
            log.BehindSince = null;
        }

        _controller.Unfence(id);
    });

    /// <summary>
    /// Takes the controller away. KRaft: until <see cref="StartController"/>, requests hang and end with error 7, and the ISR stands still.
    /// ZooKeeper: kills the controller's broker.
    /// </summary>
    public void StopController() => Locked(() =>
    {
        if (Options.Release.IsKRaft())
        {
            _kraftControllerStopped = true;
            _state.Changed = true;
        }
        else if (ZooKeeperController is { } id)
        {
            StopBroker(id);
        }
    });

    /// <summary>Brings KRaft's controller back.</summary>
    public void StartController() => Locked(() =>
    {
        _kraftControllerStopped = false;
        _state.Changed = true;
        FenceOverdue();
    });

    /// <summary>With ZooKeeper: makes another live broker the controller, so that requests to the old one get 41.</summary>
    public void MoveController(int to) => Locked(() =>
    {
        if (Options.Release.IsKRaft())
        {
            throw new InvalidOperationException("KRaft forwards to its controller: clients cannot tell that it moved.");
        }

        ZooKeeperController = to;
        _state.Changed = true;
    });

    /// <summary>
    /// Cuts a broker off from the controller: it counts as dead after the session timeout, but goes on answering its clients with the
    /// metadata of this moment, and passes nothing on to the controller.
    /// </summary>
    public void CutOffFromController(int id) => Locked(() =>
    {
        var broker = _state.Brokers[id];
        broker.CutOffWith = new OldCache(_state.Metadata.Copy(), LiveBrokers());
        var incarnation = ++broker.Incarnation;
        _state.Scheduler.Add(_state.Now + Options.SessionTimeout, () =>
        {
            if (broker.Incarnation == incarnation)
            {
                broker.IsSessionOver = true;
                Fence(broker);
            }
        });
    });

    /// <summary>Ends <see cref="CutOffFromController"/>: the broker registers again, and knows what the others know.</summary>
    public void ReachController(int id) => Locked(() =>
    {
        var broker = _state.Brokers[id];
        broker.CutOffWith = null;
        broker.Incarnation++;
        broker.IsFenced = false;
        broker.IsSessionOver = false;
        _state.Changed = true;
        _controller.Unfence(id);
    });

    /// <summary>Limits how fast a replica can fetch, in bytes per second; null ends it.</summary>
    public void LimitReplica(string topic, int partition, int broker, double? bytesPerSecond) => Locked(() =>
    {
        var key = (new TopicPartition(topic, partition), broker);
        if (bytesPerSecond is { } limit)
        {
            _state.ReplicaLimits[key] = limit;
        }
        else
        {
            _state.ReplicaLimits.Remove(key);
        }
    });

    /// <summary>
    /// Lets other files fill a log dir's volume until this many bytes are free. Once replication needs more, the dir goes offline; a broker
    /// without a log dir stops.
    /// </summary>
    public void SetUsableBytes(int broker, long bytes, int logDir = 0) => Locked(() =>
    {
        var dir = _state.Brokers[broker].LogDirs[logDir];
        dir.OtherBytes += dir.UsableBytes - bytes;
    });

    /// <summary>Takes a log dir offline; a broker without a log dir stops.</summary>
    public void FailLogDir(int broker, int logDir = 0) =>
        Locked(() => LogDirFull(_state.Brokers[broker], _state.Brokers[broker].LogDirs[logDir]));

    /// <summary>
    /// Cordons all log dirs of a broker, or lifts it (KIP-1066); API 45 accepts it as a target all the same, as 4.3.1 does.
    /// </summary>
    public void CordonBroker(int broker, bool cordoned = true) => Locked(() =>
    {
        foreach (var dir in _state.Brokers[broker].LogDirs)
        {
            dir.IsCordoned = cordoned;
        }
    });

    /// <summary>Another tool's reassignment of a partition, past all hooks and permissions; null cancels.</summary>
    /// <returns>The controller's answer; null when accepted.</returns>
    public KafkaError? ReassignByOthers(string topic, int partition, params int[]? target) => Locked(() =>
        AlterReassignment(
            new ReassignmentChange(new TopicPartition(topic, partition), target is null ? null : [.. target]),
            allowReplicationFactorChange: true));

    /// <summary>Empties both throttle lists of all topics again and again, as Strimzi's Topic Operator does.</summary>
    public void RevertThrottleLists(TimeSpan period) => Every(period, () =>
    {
        foreach (var resource in _state.Topics.Keys.Select(ConfigResource.Topic).ToList())
        {
            foreach (var key in _state.Configs.EffectiveOf(resource).Keys.Where(ConfigKeys.IsThrottleList).ToList())
            {
                StoreConfig(resource, key, null);
            }
        }
    });

    /// <summary>Ends when a broker stops, so that its connections can.</summary>
    internal CancellationToken StoppedToken(SimulatedBroker broker) => Locked(() => broker.Stopped.Token);

    private void Fence(SimulatedBroker broker)
    {
        if (!Options.Release.IsKRaft() && ZooKeeperController == broker.Id)
        {
            ZooKeeperController = _state.Brokers.Values.Where(b => b.IsRunning).Select(b => (int?)b.Id).FirstOrDefault();
        }

        if (!IsControllerAvailable)
        {
            // Nobody is there to fence it: the next controller does.
            return;
        }

        broker.IsFenced = true;
        _state.Changed = true;
        _controller.Fence(broker.Id);
        FenceOverdue();
    }

    /// <summary>Fences brokers whose session ended while there was no controller.</summary>
    private void FenceOverdue()
    {
        if (IsControllerAvailable && _state.Brokers.Values.FirstOrDefault(b => b.IsSessionOver && !b.IsFenced) is { } overdue)
        {
            Fence(overdue);
        }
    }

    private void LogDirFull(SimulatedBroker broker, SimulatedLogDir dir)
    {
        if (!dir.IsOnline)
        {
            return;
        }

        dir.IsOnline = false;
        _state.Changed = true;
        if (broker.LogDirs.TrueForAll(d => !d.IsOnline))
        {
            StopBroker(broker.Id);
            return;
        }

        foreach (var log in broker.Logs.Values.Where(l => l.LogDir == dir).ToList())
        {
            if (_state.Find(log.TopicPartition) is { } partition && partition.Isr.Contains(broker.Id))
            {
                _controller.LeaveIsr(partition, broker.Id);
            }
        }
    }
}
