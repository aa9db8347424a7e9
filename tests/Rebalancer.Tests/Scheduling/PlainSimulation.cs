using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Scheduling;

namespace Rebalancer.Tests.Scheduling;

/// <summary>
/// What the simulation of copies is to compute, written down as simply as can be: every copy is asked for its speed at every event, the
/// budgets are counted anew at every look, and what runs is a list.
/// </summary>
internal sealed class PlainSimulation(IReadOnlyList<Copy> copies, double rate, CopyOptions options)
{
    private readonly PlainScheduler _scheduler = new();
    private readonly List<PlainStep> _pending = [.. copies.Select((c, i) => First(c, i, options))];
    private readonly List<Running> _running = [];
    private readonly Dictionary<int, double> _until = [];
    private double _now;

    public double Until(int broker) => _until.GetValueOrDefault(broker);

    public double Run()
    {
        for (double pause = 1, poll = options.PollInterval.TotalSeconds; ;)
        {
            Retire();
            if (Start())
            {
                pause = 1;
            }
            else if (_running.Count == 0)
            {
                return _now;
            }

            while (true)
            {
                pause = Math.Min(pause, poll);
                GoTo(_now + pause);
                if (_running.Exists(IsSeen))
                {
                    pause *= 2;
                    break;
                }

                var isUnsettled = _running.Exists(r => r.Left.Count == 0);
                pause = isUnsettled ? 1 : pause * 2;
                if (!isUnsettled && pause >= poll)
                {
                    GoTo(_now + (poll * Math.Floor(Math.Max(0, NextEnd() - _now) / poll)));
                }
            }
        }
    }

    private static PlainStep First(Copy copy, int order, CopyOptions options)
    {
        var (before, after) = (copy.Change.Before, copy.Change.After);
        var live = options.Topology?.Brokers.Select(b => b.BrokerId).ToHashSet();
        var whole = options.Caps.WholePartition && copy.Change.MoveCount <= Math.Min(options.Caps.MaxMoves, options.Caps.MaxMovesOut);
        ImmutableArray<ImmutableArray<int>> path = before.IsEmpty
            ? [after]
            : IntermediateLists.Path(before, after, b => live?.Contains(b) != false, new(options.Topology?.Brokers ?? []), whole);
        var lists = path.Insert(0, before);
        ImmutableArray<ImmutableArray<int>> destinations = [.. path.Select((list, i) => list.Except(lists[i]).ToImmutableArray())];
        return new PlainStep(
            order, destinations[0], copy.Source, copy.Change.Size.BytesOrZero,
            TopicSnapshot.IsInternalName(copy.Change.TopicPartition.Topic))
        {
            Rest = destinations[1..],
        };
    }

    private void Retire()
    {
        var seen = _running.Where(IsSeen).ToList();
        foreach (var step in seen.Select(r => r.Step).Where(s => !s.Rest.IsEmpty))
        {
            _pending.Add(step with { Destinations = step.Rest[0], Rest = step.Rest[1..] });
        }

        _running.RemoveAll(IsSeen);
        if (seen.Count > 0 && _running.Count > 0)
        {
            GoTo(_now + 1);
        }
    }

    private bool Start()
    {
        var open = _pending.Concat(_running.Select(r => r.Step));
        IWindowBudget<PlainStep>[] budgets = [new BrokerBudget(options.Caps), new InternalTopicBudget(open.Any(s => !s.IsInternal))];
        foreach (var budget in budgets)
        {
            _running.ForEach(r => budget.Take(r.Step));
        }

        var selected = _scheduler.Select(_pending, options.Caps.SmallFirst, budgets, int.MaxValue, out _);
        if (selected.Count > 0)
        {
            GoTo(_now + 1);
            _running.AddRange(selected.Select(s => new Running(s, s.Destinations.ToDictionary(d => d, _ => Math.Max(1d, s.Bytes)))));
        }

        return selected.Count > 0;
    }

    private bool IsSeen(Running running) => running.Left.Count == 0 && running.EndedAt + 0.2 <= _now;

    private double NextEnd() =>
        _running.SelectMany(r => r.Left.Select(c => _now + (c.Value / Speed(r, c.Key)))).DefaultIfEmpty(double.PositiveInfinity).Min();

    private void GoTo(double moment)
    {
        while (_now < moment)
        {
            var seconds = Math.Max(0, Math.Min(moment, NextEnd()) - _now);
            var all = _running.SelectMany(r => r.Left.Select(c => (Running: r, To: c.Key, Left: c.Value - (seconds * Speed(r, c.Key)))))
                .ToList();
            _now += seconds;
            foreach (var (running, to, left) in all)
            {
                running.Left[to] = left;
                if (left < Math.Max(1, rate / 1000))
                {
                    running.Left.Remove(to);
                    running.EndedAt = _until[to] = _until[running.Step.Source] = _now;
                }
            }
        }
    }

    private double Speed(Running running, int to)
    {
        var source = running.Step.Source;
        var into = _running.Count(r => r.Left.ContainsKey(to));
        var outOf = _running.Where(r => r.Step.Source == source).Sum(r => r.Left.Count);
        var most = options.MostPerReplica is { BytesPerSecond: > 0 and var given } ? given : double.PositiveInfinity;
        return Math.Min(most, Math.Min(rate / into, source < 0 ? rate : rate / outOf));
    }

    /// <param name="step">A step whose copies run.</param>
    /// <param name="left">Bytes that are still to come, by broker.</param>
    private sealed class Running(PlainStep step, Dictionary<int, double> left)
    {
        public PlainStep Step => step;

        public Dictionary<int, double> Left => left;

        public double EndedAt { get; set; }
    }
}
