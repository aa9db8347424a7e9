using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;

namespace Rebalancer.Swarm.Execution;

/// <summary>
/// One seed: a cluster, a plan, commands that are killed, stopped or run to their end while things go wrong; then everything heals, and one
/// more command must bring the cluster where it is to be.
/// </summary>
internal sealed class ExecutionWorld : IDisposable
{
    /// <summary>How long any command may take while troubles come and go: each of them ends within minutes.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(4);

    /// <summary>How soon a run that was stopped has to end.</summary>
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(15);

    private readonly DeterministicRandom _random;
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TemporaryDirectory _directory = new();
    private readonly MemoryJournals _journals = new();
    private readonly List<string> _findings = [];
    private readonly TextWriter _trace;
    private readonly ClusterDraw _draw;
    private readonly ClusterWatch _watch;
    private readonly ForeignThrottles _throttles;
    private readonly Troubles _troubles;
    private readonly ReportCheck _check;

    public ExecutionWorld(ulong seed, TextWriter trace)
    {
        _random = new DeterministicRandom(seed);
        _trace = trace;
        _draw = ClusterDraw.From(_random, _time);
        _watch = new ClusterWatch(_draw, Find);
        _throttles = new ForeignThrottles(Cluster);
        _troubles = new Troubles(_random, Cluster, _watch, _throttles, Tell);
        _check = new ReportCheck(_draw, _watch, _throttles, Find);
    }

    private SimulatedCluster Cluster => _draw.Cluster;

    /// <summary>Lives it through.</summary>
    /// <returns>What should not have happened; empty where all is well.</returns>
    public IReadOnlyCollection<string> Run()
    {
        Tell($"{Cluster.Options.Release}, {Cluster.Brokers.Count} brokers, {Cluster.Partitions.Count} partitions; plan:");
        foreach (var change in _draw.Plan.Changes)
        {
            var (before, after) = (string.Join(',', change.Before), string.Join(',', change.After));
            Tell($"  {change.TopicPartition} [{before}] to [{after}]");
        }

        SetForeignThrottles();
        Advance(TimeSpan.FromSeconds(15));
        var commands = _random.Between(1, 5);
        for (var i = 0; i < commands && _findings.Count == 0; i++)
        {
            _troubles.Plan(_random.Next(5), TimeSpan.FromSeconds(_random.Between(10, 200)));
            Advance(TimeSpan.FromSeconds(_random.Chance(50) ? 1 : _random.Between(1, 90)));
            RunOne(i == 0 ? ExecutionCommand.Apply : Draw());
        }

        if (_findings.Count == 0)
        {
            Converge();
        }

        return _findings;
    }

    public void Dispose()
    {
        Cluster.Dispose();
        _directory.Dispose();
    }

    private ExecutionCommand Draw() => _random.Next(8) switch
    {
        0 or 1 or 2 => ExecutionCommand.Apply,
        3 or 4 => ExecutionCommand.Undo,
        5 => ExecutionCommand.Cancel,
        6 => ExecutionCommand.Unthrottle,
        _ => ExecutionCommand.Verify,
    };

    private void SetForeignThrottles()
    {
        if (Cluster.Options.Release == SimulatedRelease.ZooKeeper24)
        {
            return;
        }

        if (_random.Chance(30))
        {
            _throttles.Set(Kafka.Admin.ConfigResource.Broker(_random.Between(1, 3)), "follower.replication.throttled.rate", "70000000");
        }

        if (_random.Chance(30))
        {
            _throttles.Set(Kafka.Admin.ConfigResource.Topic("alpha"), "leader.replication.throttled.replicas", "90:90,91:91");
        }
    }

    private void RunOne(ExecutionCommand command)
    {
        var options = _draw.Options(_random);
        if (_random.Chance(15))
        {
            _troubles.ReassignSlowly();
            Advance(TimeSpan.FromSeconds(_random.Between(0, 20)));
        }

        if (_random.Chance(50))
        {
            options = options with
            {
                CancelForeign = [.. Cluster.Reassigning.Where(_ => _random.Chance(80)).Select(p => p.TopicPartition)],
            };
        }

        _watch.AllowCancelling(options.CancelForeign);
        var request = new ExecutionRequest(_directory.Path, _draw.Plan, options);
        var end = _random.Next(10);
        CancellationTokenSource? stop = null;
        var admin = new SimulatedClusterAdmin(Cluster);
        var crash = end < 3 ? new CrashingAdmin(admin, _random.Between(1, 60), (CrashMoment)_random.Next(3))
            : new CrashingAdmin(admin, int.MaxValue, default);
        var lastRecord = end == 3 ? _random.Between(1, 30) : int.MaxValue;
        var stopAt = TimeSpan.MaxValue;
        if (end == 4)
        {
            stop = new CancellationTokenSource();
            stopAt = Cluster.Now + TimeSpan.FromSeconds(_random.Between(1, 120));
        }

        var records = 0;
        var executor = Executor(crash, _ =>
        {
            if (++records == lastRecord)
            {
                throw new CrashException();
            }
        });
        Tell($"{command} {Text(request.Options)}, end {end} at record {lastRecord} or {stopAt}");
        var stoppedAt = TimeSpan.MaxValue;
        try
        {
            var report = _time.Drive(
                () => Start(executor, command, request, stop?.Token ?? CancellationToken.None), ClusterDraw.Step, s_longest,
                    () => Cluster.IsAwaited, () =>
                {
                    if (stop is { IsCancellationRequested: false } && Cluster.Now >= stopAt)
                    {
                        stoppedAt = Cluster.Now;
                        VirtualTime.Settle(stop.Cancel);
                    }
                });
            Tell($"  {report.Outcome}: {report.Summary} {string.Join(' ', report.Refusals)}");
            Advance(Cluster.Options.MetadataLag + ClusterDraw.Step);
            _check.Check(report);
            if (stop is { IsCancellationRequested: true } && Cluster.Now - stoppedAt > s_stopWithin + Cluster.Options.MetadataLag)
            {
                Find($"{command} was stopped at {stoppedAt} and ended at {Cluster.Now}");
            }
        }
        catch (CrashException)
        {
            Tell("  killed");
            // What was written before a call went out is on the disk: only the record at which the process died may be torn.
            if (records == lastRecord && _random.Chance(50))
            {
                _journals.Tear();
            }
        }
        catch (Exception e) when (e is KafkaClusterException or InputException or OperationCanceledException)
        {
            Tell($"  {e.GetType().Name}: {e.Message}");
        }
        catch (Exception e)
        {
            Find($"{command} ended with {e}");
        }
        finally
        {
            stop?.Dispose();
        }
    }

    private void Converge()
    {
        _troubles.Heal();
        _watch.AllowCancelling([]);
        Settle();
        var command = _random.Chance(60) ? ExecutionCommand.Apply : ExecutionCommand.Undo;
        var options = ExecutionOptions.Default with
        {
            Throttle = _random.Chance(50) ? ThrottleSetting.None : ThrottleSetting.Parse("200MB"),
            SkipDrifted = true,
            AllowReplicationFactorChange = _draw.ChangesReplicationFactors,
        };
        ExecutionReport? report = null;
        for (var attempt = 1; attempt <= 3 && report?.Outcome != ExecutionOutcome.Completed; attempt++)
        {
            Tell($"at last {command} {Text(options)}");
            try
            {
                var executor = Executor(new SimulatedClusterAdmin(Cluster), null);
                report = _time.Drive(
                    () => Start(executor, command, new ExecutionRequest(_directory.Path, _draw.Plan, options), CancellationToken.None),
                        ClusterDraw.Step, s_longest, () => Cluster.IsAwaited);
            }
            catch (Exception e)
            {
                Find($"the last {command} ended with {e}");
                return;
            }

            Tell($"  {report.Outcome}: {report.Summary} {string.Join(' ', report.Refusals)}");
            Advance(TimeSpan.FromSeconds(30));
            _check.Check(report);
        }

        _check.CheckEnd(command, report!);
    }

    // Moves of others come to their end, or are taken back by those who began them.
    private void Settle()
    {
        Advance(TimeSpan.FromMinutes(10));
        foreach (var partition in Cluster.Reassigning.Where(p => _watch.IsTouched(p.TopicPartition)).ToArray())
        {
            Cluster.ReassignByOthers(partition.TopicPartition.Topic, partition.TopicPartition.Partition, null);
        }

        // Who cancels a move whose new replicas are the only ones in sync leaves no leader behind, and only an unclean election helps.
        var leaderless = Cluster.Partitions.Select(p => p.TopicPartition).Where(
            p => Cluster.Partition(p.Topic, p.Partition) is { Leader: < 0 } && _watch.IsTouched(p)).ToArray();
        Cluster.ElectLeaders(leaderless, unclean: true);
        Advance(TimeSpan.FromMinutes(1));
    }

    private Executor Executor(IClusterAdmin admin, Action<JournalRecord>? appended) =>
        new(admin, _time, null, new JournalHooks(appended, IsDurable: false) { Store = _ => _journals });

    private Task<ExecutionReport> Start(Executor executor, ExecutionCommand command, ExecutionRequest request, CancellationToken token) =>
        command switch
        {
            ExecutionCommand.Apply => executor.ApplyAsync(request, new Told(this), token),
            ExecutionCommand.Undo => executor.UndoAsync(request, new Told(this), token),
            ExecutionCommand.Cancel => executor.CancelAsync(request, new Told(this), token),
            ExecutionCommand.Unthrottle => executor.UnthrottleAsync(request, new Told(this), token),
            _ => executor.VerifyAsync(request, token),
        };

    private void Advance(TimeSpan time)
    {
        for (var until = Cluster.Now + time; Cluster.Now < until;)
        {
            _time.Advance(ClusterDraw.Step);
        }
    }

    private static string Text(ExecutionOptions options) =>
        $"(throttle {options.Throttle?.ToString() ?? "as before"}, hold {options.HoldTimeout}, poll {options.PollInterval}"
        + $"{(options.WholePartition ? ", whole" : "")}{(options.SkipDrifted ? ", skip drifted" : "")}"
        + $"{(options.CancelForeign.IsEmpty ? "" : $", cancels {string.Join(' ', options.CancelForeign)}")})";

    private void Tell(string text) => _trace.WriteLine($"{Cluster.Now.TotalSeconds,8:0.0} {text}");

    private sealed class Told(ExecutionWorld world) : IProgress<ExecutionEvent>
    {
        public void Report(ExecutionEvent value)
        {
            var text = value switch
            {
                RunNote e => e.Text,
                PartitionEnded e => $"{e.TopicPartition} {e.State} {e.Reason}",
                MovesStarted e => "asked for " + string.Join(", ", e.Moves.Select(m => $"{m.TopicPartition} [{string.Join(',', m.To)}]")),
                WindowHeld e => "held: " + string.Join(' ', e.Reasons),
                _ => null,
            };
            if (text is not null)
            {
                world.Tell("    " + text);
            }
        }
    }

    private void Find(string finding)
    {
        if (!_findings.Contains(finding))
        {
            _findings.Add(finding);
            Tell("FOUND " + finding);
        }
    }
}
