using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Steps;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Observing;
using Rebalancer.Reports;
using Rebalancer.Scheduling;

namespace Rebalancer.Kafka.Execution.Window;

/// <summary>
/// Brings every partition to its goal, forwards or backwards: look, judge, rescue, fill, wait. It ends when nothing runs and nothing more
/// can start.
/// </summary>
internal sealed class MoveLoop
{
    private static readonly TimeSpan s_shortPause = TimeSpan.FromSeconds(1);

    private readonly RunContext _run;
    private readonly ThrottleSetting _throttle;
    private readonly RunState _state;
    private readonly ProgressMeter _meter;
    private readonly Throttler _throttler;
    private readonly StepTracker _tracker;
    private readonly StalledMoveCanceller _stalled;
    private readonly WindowFiller _filler;
    private readonly ProgressReporter _reporter;
    private readonly HealthWatch _watch = new();
    private readonly BrokerReads<BrokerLogDirs> _logDirReads;
    private IReadOnlyList<BrokerLogDirs> _logDirs = [];

    public MoveLoop(RunContext run, RunState state, ThrottleSetting throttle, DomainMap domains, ClusterFacts facts)
    {
        _run = run;
        _throttle = throttle;
        _state = state;
        _meter = new ProgressMeter(run.Time);
        _throttler = new Throttler(run, throttle);
        _tracker = new StepTracker(run, state, _meter);
        _stalled = new StalledMoveCanceller(run, state, _meter, new StepCanceller(run));
        _filler = new WindowFiller(run, state, _meter, _throttler, new StepSubmitter(run), _tracker, domains, facts, _watch);
        _reporter = new ProgressReporter(run, state, _meter, _throttler, _tracker);

        // A broker with very many partitions needs some seconds: what it told a moment ago is as good.
        _logDirReads = new BrokerReads<BrokerLogDirs>(run.Time, takesLate: true);
    }

    public long BytesMoved => _tracker.BytesMoved;

    /// <summary>Why nothing more was started; null where the run went through.</summary>
    public string? Stopped => _filler.Stopped;

    public long? CopyRate => _throttler.CopyRate;

    /// <summary>Runs until nothing is in flight and nothing more can start.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_throttle.Mode == ThrottleMode.Auto && _state.Tasks.Any(t => t.IsOpen && t.MovesLeft > 0))
        {
            _run.Note(false, $"Throttle: automatic, from {Quantity.Rate(_throttler.Rates.CopyRate)} for each destination.");
        }

        var pause = s_shortPause;
        var isHealthDoubted = false; // the preparation has just read it
        while (true)
        {
            var view = await _run.Observer.LookAsync(isHealthDoubted, cancellationToken).ConfigureAwait(false);
            _watch.Take(view);
            await _tracker.JudgeAsync(view).ConfigureAwait(false);
            await MeasureAsync(view, cancellationToken).ConfigureAwait(false);
            if (await _stalled.RescueAsync(view, IsBroken, cancellationToken).ConfigureAwait(false))
            {
                isHealthDoubted = true;
                continue;
            }

            var started = await _filler.FillAsync(view, _logDirs, cancellationToken).ConfigureAwait(false);
            isHealthDoubted = _filler.IsHeld || _watch.FellOut.Count > 0 || _tracker.HasFailed;
            _reporter.Tell(view);
            if (!_state.Running.Any() && (_filler.Stopped is not null || !_state.Pending.Any()))
            {
                return;
            }

            // Short looks while something is fresh or odd, then longer ones.
            pause = started || _tracker.IsUnsettled
                ? s_shortPause
                : pause * 2 < _run.Options.PollInterval ? pause * 2 : _run.Options.PollInterval;
            pause = pause < _run.Options.PollInterval ? pause : _run.Options.PollInterval;
            await _run.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MeasureAsync(ClusterView view, CancellationToken cancellationToken)
    {
        var running = _state.Running.Select(t => t.Step!).ToArray();
        var destinations = _state.Tasks.Where(t => t.IsOpen).SelectMany(t => BrokerLists.Minus(t.Goal, t.Current));
        var brokers = destinations.Concat(running.Select(s => view.Partition(s.TopicPartition)?.Leader ?? -1))
            .Where(view.IsLive).Distinct().Order().ToArray();
        if (brokers.Length == 0)
        {
            return;
        }

        Dictionary<int, BrokerLogDirs> answers;
        try
        {
            TopicPartition[] partitions = [.. running.Select(s => s.TopicPartition)];
            answers = await _logDirReads.AskAsync(
                brokers,
                async (broker, token) =>
                    (await _run.Admin.DescribeLogDirsAsync([broker], partitions, token).ConfigureAwait(false)).Single(),
                cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
        {
            _run.Note(true, $"Log dirs cannot be read: {e.Message}");
            return;
        }

        foreach (var silent in brokers.Where(b => !answers.ContainsKey(b)))
        {
            _run.NoteEach(true, "Log dirs cannot be read", $"broker {silent} ({BrokerReads<BrokerLogDirs>.NoAnswer})");
        }

        // The room that a broker told of last is a better guess than none.
        var before = _logDirs.ToDictionary(d => d.BrokerId);
        _logDirs = [.. brokers.Select(b => answers.GetValueOrDefault(b) ?? before.GetValueOrDefault(b)).OfType<BrokerLogDirs>()];
        _meter.Sample([.. answers.Values], running, view);
        if (running.Length > 0 && _throttler.IsOn)
        {
            if (_throttler.Rates.Adapt(_meter, suffers: _watch.FellOut.Count > 0) is { } why)
            {
                _run.Tell(new RunNote(
                    _run.Now, false, $"Throttle: {Quantity.Rate(_throttler.Rates.CopyRate)} for each destination now, since {why}."));
            }

            if (await _throttler.EnsureAsync(running, view, _meter, cancellationToken).ConfigureAwait(false) is { IsFinal: true } problem)
            {
                _filler.Stop(problem.Text);
            }
        }
    }

    private bool IsBroken(int broker) => _logDirs.FirstOrDefault(d => d.BrokerId == broker) is { Error: null, LogDirs.Count: > 0 } dirs
        && dirs.LogDirs.All(d => d.Error is not null);
}
