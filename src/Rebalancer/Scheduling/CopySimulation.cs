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
    private const double ShortPause = 1;
    private const double Settling = 1;

    /// <summary>Until the last byte has become a list that every broker tells.</summary>
    private const double Publishing = 0.2;

    /// <summary>Copies that end one by one; what is left then is divided by the rate.</summary>
    private const int MostEvents = 1_000_000;

    private readonly double _poll;
    private readonly double _rate;
    private readonly WindowScheduler<PlannedStep> _scheduler = new();
    private readonly WindowQueues<PlannedStep> _waiting;
    private readonly CopyBudget _budget;
    private readonly WindowRoom<PlannedStep> _room;
    private readonly RunningCopies _copies;
    private readonly Dictionary<int, BrokerLoad> _brokers = [];

    // Steps all of whose copies have ended, until a look sees it.
    private readonly List<RunningStep> _ended = [];
    private readonly List<RunningStep> _touched = [];
    private readonly List<PlannedStep> _selected = [];
    private int _running;
    private double _now;
    private int _events;

    /// <param name="steps">The first step of each partition; all sizes are known.</param>
    /// <param name="rate">What each broker copies at most in and out.</param>
    /// <param name="options">How it is carried out.</param>
    public CopySimulation(ImmutableArray<PlannedStep> steps, DataRate rate, CopyOptions options)
    {
        _poll = options.PollInterval.TotalSeconds;
        _rate = Math.Max(1, rate.BytesPerSecond);
        var most = options.MostPerReplica is { BytesPerSecond: > 0 and var given } ? given : double.PositiveInfinity;

        // What a millisecond would copy is done: no remainder is too small for the clock to move.
        _copies = new RunningCopies(most, nothing: Math.Max(1, _rate / 1000));
        _waiting = new WindowQueues<PlannedStep>(steps, options.Caps.SmallFirst);
        _budget = new CopyBudget(options.Caps, steps.Count(s => !s.IsInternal));
        _room = new WindowRoom<PlannedStep>([_budget], tellsWhyNot: false);
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
            else if (_running == 0)
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
        foreach (var to in running.Step.Destinations)
        {
            _copies.Start(running, from, Load(to));
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

    /// <summary>What is left, divided by the rate.</summary>
    private double Rest()
    {
        foreach (var (from, to, left) in _copies.All)
        {
            to.Rest += left;
            from.Rest += left;
        }

        foreach (var first in _waiting.All)
        {
            for (var step = first; step is not null; step = step.Next)
            {
                foreach (var to in step.Destinations)
                {
                    Load(to).Rest += step.Bytes;
                    Load(step.Source).Rest += step.Bytes;
                }
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
            _brokers[broker] = load = new BrokerLoad(_rate, isShared: broker >= 0);
        }

        return load;
    }
}
