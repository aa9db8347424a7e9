using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>
/// Carries copies out at one rate, on paper: the window scheduler of a real run starts them, and each broker's rate is shared evenly.
/// </summary>
/// <remarks>
/// As in a run, what has ended is seen at a look, and only then the next copies start. Looks come a second after something was
/// started, then at pauses that double up to the poll interval; each change of what is throttled takes a second to come into effect.
/// Not safe for concurrent use.
/// </remarks>
internal sealed class CopySimulation
{
    private const int MostFollowed = 20_000;

    /// <summary>The pace of the small copies says little of that of the large ones.</summary>
    private const int MostFollowedBySize = 1_000_000;

    private const double ShortPause = 1;
    private const double Settling = 1;

    /// <summary>Until the last byte has become a list that every broker tells.</summary>
    private const double Publishing = 0.2;

    private readonly double _poll;
    private readonly int _mostFollowed;
    private readonly double _rate;
    private readonly WindowScheduler<PlannedStep> _scheduler = new();
    private readonly WindowQueues<PlannedStep> _waiting;
    private readonly CopyBudget _budget;
    private readonly WindowRoom<PlannedStep> _room;
    private readonly RunningCopies _copies;
    private readonly CopyTotals _totals;
    private readonly Dictionary<int, BrokerLoad> _brokers = [];

    // Steps all of whose copies have ended, until a look sees it.
    private readonly List<RunningStep> _ended = [];
    private readonly List<RunningStep> _touched = [];
    private readonly List<PlannedStep> _selected = [];
    private int _running;
    private double _now;
    private int _events;

    /// <param name="steps">The first step of each partition, or of as many as are followed; all sizes are known.</param>
    /// <param name="totals">What is copied in all.</param>
    /// <param name="rate">What each broker copies at most in and out.</param>
    /// <param name="options">How it is carried out.</param>
    /// <param name="mostFollowed">Copies that are followed to their end.</param>
    public CopySimulation(
        ImmutableArray<PlannedStep> steps, CopyTotals totals, DataRate rate, CopyOptions options, int? mostFollowed = null)
    {
        _totals = totals;
        _mostFollowed = mostFollowed ?? MostFollowedWith(options.Caps);
        _poll = options.PollInterval.TotalSeconds;
        _rate = Math.Max(1, rate.BytesPerSecond);
        var most = options.MostPerReplica is { BytesPerSecond: > 0 and var given } ? given : double.PositiveInfinity;

        // What a millisecond would copy is done: no remainder is too small for the clock to move.
        _copies = new RunningCopies(most, nothing: Math.Max(1, _rate / 1000));
        _waiting = new WindowQueues<PlannedStep>(steps, options.Caps.SmallFirst);
        _budget = new CopyBudget(options.Caps, steps.Count(s => !s.IsInternal));
        _room = new WindowRoom<PlannedStep>([_budget], tellsWhyNot: false);
    }

    /// <summary>Copies that are followed to their end; what is left then goes on as fast as these did.</summary>
    public static int MostFollowedWith(WindowCaps caps) => caps.SmallFirst ? MostFollowedBySize : MostFollowed;

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
            if (_events > _mostFollowed)
            {
                return _now + Rest();
            }

            if (Start())
            {
                pause = ShortPause;
            }
            else if (_running == 0)
            {
                return _now + Rest();
            }

            pause = PassLooks(pause);
        }
    }

    /// <summary>Goes on to the first look that sees something ended.</summary>
    /// <returns>The pause after it, unless something is started.</returns>
    private double PassLooks(double pause)
    {
        while (true)
        {
            pause = Math.Min(pause, _poll);
            GoTo(_now + pause);
            if (IsAnySeen())
            {
                return pause * 2;
            }

            // Answers that do not fit together yet are looked at again soon; where looks come evenly those that see nothing are
            // passed over.
            var isUnsettled = _ended.Count > 0;
            pause = isUnsettled ? ShortPause : pause * 2;
            if (!isUnsettled && pause >= _poll)
            {
                GoTo(_now + _poll * Math.Floor(Math.Max(0, NextEnd() - _now) / _poll));
            }
        }
    }

    private bool IsAnySeen()
    {
        foreach (var step in _ended)
        {
            if (IsSeen(step))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSeen(RunningStep step) => step.EndedAt + Publishing <= _now;

    private void GoTo(double moment)
    {
        while (_now < moment)
        {
            Advance(Math.Min(moment, NextEnd()));
        }
    }

    private double NextEnd() => _now + _copies.UntilNextEnd();

    private void Advance(double to)
    {
        var seconds = Math.Max(0, to - _now);
        _now += seconds;
        if (!_copies.GoOn(seconds))
        {
            return;
        }

        _touched.Clear();
        _copies.TakeEnded(_now, _touched);
        foreach (var step in _touched)
        {
            _events++;
            step.EndedAt = _now;
            if (--step.Left == 0)
            {
                _ended.Add(step);
            }
        }
    }

    private bool Start()
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        _selected.Clear();
        _scheduler.Select(_waiting, _room, int.MaxValue, _selected);
        if (_selected.Count == 0)
        {
            return false;
        }

        Settle();
        foreach (var step in _selected)
        {
            Start(new RunningStep(step));
        }

        return true;
    }

    private void Start(RunningStep running)
    {
        _running++;
        if (running.Left == 0)
        {
            _ended.Add(running);
        }

        var from = Load(running.Step.Source);
        foreach (var broker in running.Step.Destinations)
        {
            var to = Load(broker);
            _copies.Start(running, from, to);
            to.CopiedIn += running.Step.Bytes;
            from.CopiedOut += running.Step.Bytes;
        }
    }

    /// <summary>Takes what has ended off the window; a partition with more to copy waits again.</summary>
    private void Retire()
    {
        var left = 0;
        for (var i = 0; i < _ended.Count; i++)
        {
            var running = _ended[i];
            if (IsSeen(running))
            {
                Retire(running.Step);
            }
            else
            {
                _ended[left++] = running;
            }
        }

        var seen = _ended.Count - left;
        _ended.RemoveRange(left, seen);
        if (seen > 0 && _running > 0)
        {
            Settle();
        }
    }

    private void Retire(PlannedStep step)
    {
        _running--;
        _budget.Release(step);
        if (step.Next is { } next)
        {
            _waiting.Add(next);
        }
    }

    private void Settle() => GoTo(_now + Settling);

    /// <summary>
    /// The time for what is left: as long as it takes all brokers together at the pace so far, or the one with the most left at the pace
    /// of the one that has copied most, whichever is longer.
    /// </summary>
    private double Rest()
    {
        foreach (var (from, to, rest) in _copies.All)
        {
            to.CopiedIn -= rest;
            from.CopiedOut -= rest;
        }

        double copied = 0, copiedMost = 1, left = 0, leftMost = 0;
        foreach (var (broker, total) in _totals.Brokers)
        {
            var load = Load(broker);
            var (leftIn, leftOut) = (total.In - load.CopiedIn, total.Out - load.CopiedOut);
            (copied, copiedMost) = (copied + load.CopiedIn, Math.Max(copiedMost, Math.Max(load.CopiedIn, load.CopiedOut)));
            (left, leftMost) = (left + leftIn, Math.Max(leftMost, Math.Max(leftIn, leftOut)));
        }

        if (leftMost == 0)
        {
            return 0;
        }

        var seconds = _now * Math.Max(left / Math.Max(1, copied), leftMost / copiedMost);
        foreach (var (broker, total) in _totals.Brokers)
        {
            var load = Load(broker);
            var share = Math.Max(total.In / Math.Max(1, load.CopiedIn), total.Out / Math.Max(1, load.CopiedOut));
            load.Until = share > 1 ? Math.Min(_now + seconds, _now * share) : load.Until;
        }

        return seconds;
    }

    private BrokerLoad Load(int broker)
    {
        if (!_brokers.TryGetValue(broker, out var load))
        {
            _brokers[broker] = load = new BrokerLoad(_rate, isShared: broker >= 0);
        }

        return load;
    }
}
