using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>
/// Carries copies out at one rate, on paper: the window scheduler of a real run starts them, and each broker's rate is shared evenly.
/// </summary>
/// <remarks>
/// As in a run, what has ended is seen at a look, and only then the next copies start. Looks come a second after something was
/// started, then at pauses that double up to the poll interval; each change of what is throttled takes a second to come into effect.
/// </remarks>
internal sealed class CopySimulation
{
    private const double ShortPause = 1;
    private const double Settling = 1;

    /// <summary>Until the last byte has become a list that every broker tells.</summary>
    private const double Publishing = 0.2;

    /// <summary>Copies that end one by one; what is left then is divided by the rate.</summary>
    private const int MostEvents = 1_000_000;

    private readonly CopyOptions _options;
    private readonly double _rate;
    private readonly double _mostPerReplica;
    private readonly DomainMap _domains;
    private readonly HashSet<int>? _live;
    private readonly WindowScheduler<PlannedStep> _scheduler = new();
    private readonly WindowQueues<PlannedStep> _waiting;
    private readonly List<RunningStep> _running = [];
    private readonly List<RunningCopy> _copies = [];
    private readonly Dictionary<int, BrokerLoad> _brokers = [];
    private int _openOfOthers;
    private double _now;
    private int _events;

    /// <param name="copies">What is copied; all sizes are known.</param>
    /// <param name="rate">What each broker copies at most in and out.</param>
    /// <param name="options">How it is carried out.</param>
    public CopySimulation(IReadOnlyList<Copy> copies, DataRate rate, CopyOptions options)
    {
        _options = options;
        _rate = Math.Max(1, rate.BytesPerSecond);
        _mostPerReplica = options.MostPerReplica is { BytesPerSecond: > 0 and var most } ? most : double.PositiveInfinity;
        _domains = new DomainMap(options.Topology?.Brokers ?? []);
        _live = options.Topology?.Brokers.Select(b => b.BrokerId).ToHashSet();
        _waiting = new WindowQueues<PlannedStep>(copies.Select(First), options.Caps.SmallFirst);
        _openOfOthers = copies.Count(c => !TopicSnapshot.IsInternalName(c.Change.TopicPartition.Topic));
    }

    /// <summary>Seconds until a broker's last copy ends.</summary>
    public double Until(int broker) => _brokers.TryGetValue(broker, out var load) ? load.Until : 0;

    /// <summary>Runs to the end.</summary>
    /// <returns>Seconds.</returns>
    public double Run(CancellationToken cancellationToken)
    {
        var pause = ShortPause;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Retire();
            if (_events > MostEvents)
            {
                return _now + Rest();
            }

            if (Start())
            {
                pause = ShortPause;
            }
            else if (_running.Count == 0)
            {
                return _now;
            }

            pause = PassLooks(pause);
        }
    }

    /// <summary>Goes on to the first look that sees something ended.</summary>
    /// <returns>The pause after it, unless something is started.</returns>
    private double PassLooks(double pause)
    {
        var poll = _options.PollInterval.TotalSeconds;
        while (true)
        {
            pause = Math.Min(pause, poll);
            GoTo(_now + pause);
            if (_running.Exists(IsSeen))
            {
                return pause * 2;
            }

            // Answers that do not fit together yet are looked at again soon; where looks come evenly those that see nothing are
            // passed over.
            var isUnsettled = _running.Exists(s => s.Left == 0);
            pause = isUnsettled ? ShortPause : pause * 2;
            if (!isUnsettled && pause >= poll)
            {
                GoTo(_now + poll * Math.Floor(Math.Max(0, NextEnd() - _now) / poll));
            }
        }
    }

    private bool IsSeen(RunningStep step) => step.Left == 0 && step.EndedAt + Publishing <= _now;

    private void GoTo(double moment)
    {
        while (_now < moment)
        {
            Advance(Math.Min(moment, NextEnd()));
        }
    }

    private bool Start()
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        var caps = new BrokerBudget(_options.Caps);
        var internals = new InternalTopicBudget(_openOfOthers > 0);
        foreach (var running in _running)
        {
            caps.Take(running.Step);
            internals.Take(running.Step);
        }

        var selected = _scheduler.Select(_waiting, [caps, internals], int.MaxValue, out _);
        if (selected.Count == 0)
        {
            return false;
        }

        Settle();
        foreach (var step in selected)
        {
            var running = new RunningStep(step);
            _running.Add(running);
            _copies.AddRange(step.Destinations.Select(to => new RunningCopy(running, Load(step.Source), Load(to))));
        }

        return true;
    }

    /// <summary>Takes what has ended off the window; a partition with more to copy waits again.</summary>
    private void Retire()
    {
        foreach (var step in _running.Where(IsSeen).Select(s => s.Step))
        {
            if (step.Rest.IsEmpty)
            {
                _openOfOthers -= step.IsInternal ? 0 : 1;
            }
            else
            {
                _waiting.Add(step.Following());
            }
        }

        if (_running.RemoveAll(IsSeen) > 0 && _running.Count > 0)
        {
            Settle();
        }
    }

    private void Settle() => GoTo(_now + Settling);

    private double NextEnd()
    {
        var next = double.PositiveInfinity;
        foreach (var copy in _copies)
        {
            next = Math.Min(next, _now + copy.Left / Speed(copy));
        }

        return next;
    }

    private void Advance(double to)
    {
        var seconds = Math.Max(0, to - _now);
        foreach (var copy in _copies)
        {
            copy.Left -= seconds * Speed(copy);
        }

        // What a millisecond would copy is done: no remainder is too small for the clock to move.
        _now += seconds;
        for (var i = _copies.Count - 1; i >= 0; i--)
        {
            if (_copies[i].Left < Math.Max(1, _rate / 1000))
            {
                _copies[i].End(_now);
                _copies.RemoveAt(i);
                _events++;
            }
        }
    }

    private double Speed(RunningCopy copy) =>
        Math.Min(_mostPerReplica, Math.Min(_rate / copy.To.In, copy.Step.Step.Source < 0 ? _rate : _rate / copy.From.Out));

    /// <summary>What is left, divided by the rate.</summary>
    private double Rest()
    {
        foreach (var copy in _copies)
        {
            copy.To.Rest += copy.Left;
            copy.From.Rest += copy.Left;
        }

        foreach (var step in _waiting.All)
        {
            foreach (var to in step.Rest.Append(step.To).SelectMany(list => list).Except(step.From))
            {
                Load(to).Rest += step.Bytes;
                Load(step.Source).Rest += step.Bytes;
            }
        }

        foreach (var load in _brokers.Values.Where(l => l.Rest > 0))
        {
            load.Until = _now + load.Rest / _rate;
        }

        return _brokers.Where(b => b.Key >= 0).Max(b => b.Value.Rest) / _rate;
    }

    private BrokerLoad Load(int broker)
    {
        if (!_brokers.TryGetValue(broker, out var load))
        {
            _brokers[broker] = load = new BrokerLoad();
        }

        return load;
    }

    private PlannedStep First(Copy copy, int order)
    {
        var (change, caps) = (copy.Change, _options.Caps);
        var whole = change.Before.IsEmpty || (caps.WholePartition && change.MoveCount <= Math.Min(caps.MaxMoves, caps.MaxMovesOut));
        var path = change.Before.IsEmpty
            ? [change.After]
            : IntermediateLists.Path(change.Before, change.After, b => _live?.Contains(b) != false, _domains, whole);
        return new PlannedStep(change.TopicPartition, change.Before, path[0], path[1..], copy.Source, change.Size.BytesOrZero, order);
    }

    /// <param name="TopicPartition">The partition.</param>
    /// <param name="From">The list that it has.</param>
    /// <param name="To">The list that it gets.</param>
    /// <param name="Rest">The lists that it gets afterwards, one after the other.</param>
    /// <param name="Source">The leader.</param>
    /// <param name="Bytes">Bytes of one replica.</param>
    /// <param name="Order">Its place in the plan.</param>
    private sealed record PlannedStep(
        TopicPartition TopicPartition,
        ImmutableArray<int> From,
        ImmutableArray<int> To,
        ImmutableArray<ImmutableArray<int>> Rest,
        int Source,
        long Bytes,
        int Order) : IWindowStep
    {
        public ImmutableArray<int> Destinations { get; } = ReplicaDifference.Of(To, From);

        public bool IsInternal { get; } = TopicSnapshot.IsInternalName(TopicPartition.Topic);

        public PlannedStep Following() => new(TopicPartition, To, Rest[0], Rest[1..], Source, Bytes, Order);
    }

    private sealed class RunningStep(PlannedStep step)
    {
        public PlannedStep Step => step;

        /// <summary>Copies that have not ended.</summary>
        public int Left { get; set; } = step.Destinations.Length;

        /// <summary>When the last copy ended; a step that copies nothing ends when it starts.</summary>
        public double EndedAt { get; set; }
    }

    /// <summary>One replica on its way.</summary>
    private sealed class RunningCopy
    {
        public RunningCopy(RunningStep step, BrokerLoad from, BrokerLoad to)
        {
            (Step, From, To, Left) = (step, from, to, Math.Max(1d, step.Step.Bytes));
            from.Out++;
            to.In++;
        }

        public RunningStep Step { get; }

        public BrokerLoad From { get; }

        public BrokerLoad To { get; }

        /// <summary>Bytes that are still to come; an empty partition takes a moment as well.</summary>
        public double Left { get; set; }

        public void End(double now)
        {
            From.Out--;
            To.In--;
            Step.Left--;
            Step.EndedAt = now;
            From.Until = To.Until = now;
        }
    }

    /// <summary>How many copies a broker has a part in, and until when.</summary>
    private sealed class BrokerLoad
    {
        public int In { get; set; }

        public int Out { get; set; }

        public double Until { get; set; }

        public double Rest { get; set; }
    }
}
