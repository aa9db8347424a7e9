using System.Globalization;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Monitoring;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Execution.Waves;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Runs;

/// <summary>Brings every partition to its goal, forwards or backwards: look, judge, rescue, fill, wait. It ends when nothing runs and nothing more can start.</summary>
internal sealed class MoveRun
{
    private static readonly TimeSpan s_shortPause = TimeSpan.FromSeconds(1);

    private readonly RunContext _run;
    private readonly ThrottleSetting _throttle;
    private readonly ClusterReader _reader;
    private readonly TaskBoard _board;
    private readonly ProgressMeter _meter;
    private readonly Throttler _throttler;
    private readonly StepJudge _judge;
    private readonly Rescuer _rescuer;
    private readonly WindowFiller _filler;
    private readonly ProgressTeller _teller;
    private IReadOnlyList<BrokerLogDirs> _logDirs = [];

    public MoveRun(RunContext run, ClusterReader reader, TaskBoard board, ThrottleSetting throttle, DomainMap domains, ClusterFacts facts)
    {
        _run = run;
        _throttle = throttle;
        _reader = reader;
        _board = board;
        _meter = new ProgressMeter(run.Time);
        _throttler = new Throttler(run, throttle);
        _judge = new StepJudge(run, board, _meter);
        _rescuer = new Rescuer(run, board, _meter, new Canceller(run, reader));
        _filler = new WindowFiller(run, board, _meter, _throttler, new Submitter(run), _judge, domains, facts);
        _teller = new ProgressTeller(run, board, _meter, _throttler);
    }

    public long BytesMoved => _judge.BytesMoved;

    /// <summary>Why nothing more was started; null where the run went through.</summary>
    public string? Stopped => _filler.Stopped;

    public long? CopyRate => _throttler.CopyRate;

    /// <summary>Runs until nothing is in flight and nothing more can start.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_throttle.Mode == ThrottleMode.Auto && _board.Tasks.Any(t => t.IsOpen && t.MovesLeft > 0))
        {
            _run.Note(false, $"Throttle: automatic, from {Quantity.Rate(_throttler.Rates.CopyRate)} for each destination.");
        }

        var pause = s_shortPause;
        while (true)
        {
            var view = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            _judge.Judge(view);
            await MeasureAsync(view, cancellationToken).ConfigureAwait(false);
            if (await _rescuer.RescueAsync(view, IsBroken, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            var started = await _filler.FillAsync(view, _logDirs, cancellationToken).ConfigureAwait(false);
            _teller.Tell(view);
            if (!_board.Running.Any() && (_filler.Stopped is not null || !_board.Pending.Any()))
            {
                return;
            }

            // Short looks while something is fresh or odd, then longer ones.
            pause = started || _judge.IsUnsettled ? s_shortPause : pause * 2 < _run.Options.PollInterval ? pause * 2 : _run.Options.PollInterval;
            pause = pause < _run.Options.PollInterval ? pause : _run.Options.PollInterval;
            await _run.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MeasureAsync(ClusterView view, CancellationToken cancellationToken)
    {
        var running = _board.Running.Select(t => t.Step!).ToArray();
        var destinations = _board.Tasks.Where(t => t.IsOpen).SelectMany(t => ReplicaLists.Minus(t.Goal, t.Current));
        var brokers = destinations.Concat(running.Select(s => view.Partition(s.TopicPartition)?.Leader ?? -1)).Where(view.IsLive).Distinct().Order().ToArray();
        if (brokers.Length == 0)
        {
            return;
        }

        try
        {
            _logDirs = await _run.Admin.DescribeLogDirsAsync(brokers, [.. running.Select(s => s.TopicPartition)], cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
        {
            _run.Note(true, $"Log dirs cannot be read: {e.Message}");
            return;
        }

        _meter.Sample(_logDirs, running, view);
        var suffers = view.Topics.Any(t => t.Partitions.Any(p => p.Isr.Length < p.Replicas.Length && view.Reassignment(new(t.Name, p.Partition)) is null && p.Replicas.All(view.IsLive)));
        if (running.Length > 0 && _throttler.IsOn)
        {
            if (_throttler.Rates.Adapt(_meter, suffers) is { } why)
            {
                _run.Tell(new RunNote(_run.Now, false, $"Throttle: {Quantity.Rate(_throttler.Rates.CopyRate)} for each destination now, since {why}."));
            }

            if (await _throttler.EnsureAsync(running, view, _meter, cancellationToken).ConfigureAwait(false) is { IsFinal: true } problem)
            {
                _filler.Stop(problem.Text);
            }
        }
    }

    private bool IsBroken(int broker) => _logDirs.FirstOrDefault(d => d.BrokerId == broker) is { Error: null, LogDirs.Count: > 0 } dirs && dirs.LogDirs.All(d => d.Error is not null);
}
