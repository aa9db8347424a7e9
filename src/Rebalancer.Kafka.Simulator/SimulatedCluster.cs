using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Simulator.Model;

namespace Rebalancer.Kafka.Simulator;

/// <summary>
/// A Kafka cluster as a clock-driven model: brokers, one controller, topics, replication under throttles and disk speed, and faults on
/// command. No network.
/// </summary>
/// <remarks>
/// Talk to it in process through <see cref="SimulatedClusterAdmin"/>, or over Kafka's protocol through the simulated server. Time is that
/// of the <see cref="TimeProvider"/>: with a fake one, bytes move, replicas join the ISR and reassignments end when a test advances it, in
/// the same way each time. What it does in each case was watched on real brokers (docs/reassignments.md); the README says what is not
/// simulated. Safe for concurrent use: one lock guards all, and observers run inside it.
/// </remarks>
public sealed partial class SimulatedCluster : IDisposable
{
    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _timer;
    private readonly ClusterState _state;
    private readonly Controller _controller;
    private readonly Replication _replication;
    private readonly List<Action<ClusterObservation>> _observers = [];
    private readonly List<Waiter> _waiters = [];
    private readonly List<Waiter> _released = [];
    private TimeSpan _stepped;
    private long _nextOrdinal;
    private bool _advancing;

    /// <summary>Creates a cluster without brokers.</summary>
    /// <param name="options">How it behaves; null means <see cref="SimulatedClusterOptions.Default"/>.</param>
    /// <param name="time">Its clock; null means the system's.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SimulatedCluster(SimulatedClusterOptions? options = null, TimeProvider? time = null)
    {
        Options = options ?? SimulatedClusterOptions.Default;
        Options.Validate();
        _time = time ?? TimeProvider.System;
        _started = _time.GetTimestamp();
        _state = new ClusterState(Options);
        _controller = Controller.For(_state);
        _replication = new Replication(_state, _controller);
        _timer = _time.CreateTimer(_ => CatchUp(), null, Options.Tick, Options.Tick);
    }

    /// <summary>How it behaves.</summary>
    public SimulatedClusterOptions Options { get; }

    /// <summary>Virtual time since the cluster was made.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>All brokers, dead ones too, by id.</summary>
    public IReadOnlyCollection<SimulatedBroker> Brokers => Locked(() => (IReadOnlyCollection<SimulatedBroker>)[.. _state.Brokers.Values]);

    /// <summary>All partitions as the controller knows them, by topic and number.</summary>
    public IReadOnlyList<SimulatedPartition> Partitions =>
        Locked(() => (IReadOnlyList<SimulatedPartition>)[.. _state.Topics.Values.SelectMany(t => t.Partitions)]);

    /// <summary>The partitions with a reassignment in flight.</summary>
    public IReadOnlyList<SimulatedPartition> Reassigning => Locked(() => (IReadOnlyList<SimulatedPartition>)[.. _state.Reassigning]);

    /// <summary>The topic's partitions are missing or the number is: null.</summary>
    public SimulatedPartition? Partition(string topic, int partition) => Locked(() => _state.Find(new TopicPartition(topic, partition)));

    /// <summary>A replica's size on a broker in bytes, or -1 where the broker has none.</summary>
    public long ReplicaBytes(string topic, int partition, int broker) =>
        Locked(() => _state.Find(new TopicPartition(topic, partition)) is { } found && _state.Log(found, broker) is { } log
            ? (long)log.Bytes
            : -1);

    /// <summary>
    /// Calls <paramref name="observer"/> with the whole state after every tick and every change, inside the cluster's lock. What it throws,
    /// the caller who advances the time sees.
    /// </summary>
    public void Observe(Action<ClusterObservation> observer) => Locked(() => _observers.Add(observer));

    /// <summary>
    /// Runs <paramref name="action"/> once, <paramref name="delay"/> of virtual time from now: a fault in the middle of a run.
    /// </summary>
    public void After(TimeSpan delay, Action action) => Locked(() => _state.Scheduler.Add(_state.Now + delay, action));

    /// <summary>Runs <paramref name="action"/> again and again, every <paramref name="period"/> of virtual time.</summary>
    public void Every(TimeSpan period, Action action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        void Again()
        {
            action();
            _state.Scheduler.Add(_state.Now + period, Again);
        }

        After(period, Again);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    internal TimeProvider Time => _time;

    /// <summary>Whether somebody waits for an answer that comes at another moment.</summary>
    internal bool IsAwaited => Locked(() => _waiters.Count > 0);

    /// <summary>Brings the model to the present and works on it, alone.</summary>
    internal T Locked<T>(Func<T> work)
    {
        T result;
        List<Waiter> released = [];
        var isNested = Monitor.IsEntered(_gate);
        lock (_gate)
        {
            Advance();
            result = work();
            NotifyChange();
            Wake();
            if (!isNested && _released.Count > 0)
            {
                released.AddRange(_released);
                _released.Clear();
            }
        }

        foreach (var waiter in released)
        {
            waiter.Release();
        }

        return result;
    }

    internal void Locked(Action work) => Locked(() =>
    {
        work();
        return true;
    });

    /// <summary>
    /// Waits in virtual time until a condition holds; false when <paramref name="timeout"/> came first. The waiter goes on in whoever
    /// advanced the time, outside the lock.
    /// </summary>
    internal Task<bool> WhenAsync(Func<bool> condition, TimeSpan timeout, CancellationToken cancellationToken) => Locked(() =>
    {
        if (condition())
        {
            return Task.FromResult(true);
        }

        var waiter = new Waiter(condition, _state.Now + timeout);
        _waiters.Add(waiter);

        // Only so that the time of the deadline is looked at; Wake does the rest.
        _state.Scheduler.Add(waiter.Deadline, () => { });
        return waiter.Task.WaitAsync(cancellationToken);
    });

    private void CatchUp() => Locked(() => { });

    /// <summary>
    /// Steps on a fixed grid of ticks, so that the outcome does not depend on when somebody looks; what is scheduled runs at its own moment
    /// in between.
    /// </summary>
    private void Advance()
    {
        if (_advancing)
        {
            return;
        }

        _advancing = true;
        try
        {
            var now = Now;
            while (_stepped + Options.Tick <= now)
            {
                _stepped += Options.Tick;
                RunScheduled(_stepped);
                _state.Now = _stepped;
                _replication.Step(Options.Tick, IsControllerAvailable, LogDirFull);
                _state.Changed = false;
                Notify(Options.Tick, _replication.Transfers);
                Wake();
            }

            RunScheduled(now);
            _state.Now = now;
        }
        finally
        {
            _advancing = false;
        }
    }

    private void RunScheduled(TimeSpan until)
    {
        while (_state.Scheduler.TryTake(until, out var action, out var due))
        {
            _state.Now = due > _state.Now ? due : _state.Now;
            action();
            NotifyChange();
            Wake();
        }
    }

    private void Wake()
    {
        for (var i = 0; i < _waiters.Count;)
        {
            var waiter = _waiters[i];
            if (waiter.IsOver(_state.Now))
            {
                _waiters.RemoveAt(i);
                _released.Add(waiter);
            }
            else
            {
                i++;
            }
        }
    }

    private void NotifyChange()
    {
        if (_state.Changed)
        {
            _state.Changed = false;
            Notify(TimeSpan.Zero, []);
        }
    }

    private void Notify(TimeSpan elapsed, IReadOnlyList<SimulatedTransfer> transfers)
    {
        if (_observers.Count == 0)
        {
            return;
        }

        var observation = new ClusterObservation(_state.Now, elapsed, this, transfers);
        foreach (var observer in _observers)
        {
            observer(observation);
        }
    }

    private static ImmutableArray<int> Ids(IEnumerable<int> ids) => [.. ids];

    /// <summary>Somebody who waits in virtual time.</summary>
    private sealed class Waiter(Func<bool> condition, TimeSpan deadline)
    {
        private readonly TaskCompletionSource<bool> _done = new();
        private bool _holds;

        public TimeSpan Deadline { get; } = deadline;

        public Task<bool> Task => _done.Task;

        public bool IsOver(TimeSpan now)
        {
            _holds = condition();
            return _holds || now >= Deadline;
        }

        public void Release() => _done.SetResult(_holds);
    }
}
