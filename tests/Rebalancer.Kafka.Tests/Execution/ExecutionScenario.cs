using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.Journal.Store;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.TestKit;
using Rebalancer.Topology;
using Shouldly;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>
/// A simulated cluster of nine brokers (racks FD0 to FD2, UD0 to UD2) on virtual time, a plan directory, and an executor on them.
/// </summary>
internal sealed class ExecutionScenario : IDisposable
{
    public const long Megabyte = 1_000_000;

    private const int SlowSteps = 50;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<PartitionChange> _changes = [];
    private int _slowSteps;

    public ExecutionScenario(
        SimulatedRelease release = SimulatedRelease.KRaft43,
        Func<SimulatedClusterOptions, SimulatedClusterOptions>? configure = null,
        int brokers = 9)
    {
        var options = new SimulatedClusterOptions { Release = release };
        Cluster = new SimulatedCluster(configure is null ? options : configure(options), Time);
        for (var id = 1; id <= brokers; id++)
        {
            Cluster.AddBroker(id, $"FD{(id - 1) % 3}UD{(id - 1) / 3 % 3}");
        }

        Admin = new SimulatedClusterAdmin(Cluster);
        Cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, request =>
        {
            Check((IReadOnlyList<ReassignmentChange>)request.Body!);
            return null;
        });
    }

    public VirtualTime Time { get; } = new(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));

    public SimulatedCluster Cluster { get; }

    public SimulatedClusterAdmin Admin { get; }

    public string Directory => _directory.Path;

    /// <summary>Where the brokers sit; null for what their racks say.</summary>
    public RackTopology? Topology { get; init; }

    /// <summary>Whether the plan tells how large partitions are.</summary>
    public bool ArePlannedSizesKnown { get; init; } = true;

    public List<ExecutionEvent> Events { get; } = [];

    public ImmutableArray<PartitionChange> Changes => [.. _changes.OrderBy(c => c.TopicPartition)];

    public IEnumerable<string> Notes => Events.OfType<RunNote>().Select(n => n.Text);

    /// <summary>Adds a topic and plans its partitions.</summary>
    public ExecutionScenario Topic(string name, long bytes, params (int[] Before, int[] After)[] partitions)
    {
        Cluster.AddTopic(name, bytes, [.. partitions.Select(p => p.Before)]);
        for (var i = 0; i < partitions.Length; i++)
        {
            if (!partitions[i].Before.SequenceEqual(partitions[i].After))
            {
                Plan(name, i, partitions[i].Before, partitions[i].After, bytes);
            }
        }

        return this;
    }

    public void Plan(string topic, int partition, int[] before, int[] after, long bytes) =>
        _changes.Add(new PartitionChange(new TopicPartition(topic, partition), [.. before], [.. after],
            ArePlannedSizesKnown ? DataSize.FromBytes(bytes) : DataSize.Unknown));

    public ExecutionRequest Request(ExecutionOptions? options = null) => new(Directory, new PlanManifest
    {
        ClusterId = Cluster.Options.ClusterId,
        Fingerprint = PlanFingerprint.Compute(Cluster.Options.ClusterId, Changes),
        Aim = PlanAim.Balance,
        Changes = Changes,
        NotReversible = [],
    }, options ?? ExecutionOptions.Default)
    {
        Topology = Topology,
    };

    public ExecutionReport Apply(ExecutionOptions? options = null, CancellationToken cancellationToken = default) =>
        Drive(e => e.ApplyAsync(Request(options), Progress, cancellationToken));

    public ExecutionReport Undo(ExecutionOptions? options = null, CancellationToken cancellationToken = default) =>
        Drive(e => e.UndoAsync(Request(options), Progress, cancellationToken));

    public ExecutionReport Cancel(ExecutionOptions? options = null) => Drive(e => e.CancelAsync(Request(options), Progress));

    public ExecutionReport Unthrottle() => Drive(e => e.UnthrottleAsync(Request(), Progress));

    public ExecutionReport Verify() => Drive(e => e.VerifyAsync(Request()));

    public ExecutionStatus Status() => Drive(e => e.StatusAsync(Request()));

    /// <summary>Runs a command to its end while virtual time goes by.</summary>
    public T Drive<T>(
        Func<Executor, Task<T>> command,
        Action<JournalRecord>? appended = null,
        IClusterAdmin? admin = null,
        Func<IJournalStore, IJournalStore>? store = null) =>
        Drive(() => command(new Executor(admin ?? Admin, Time, null, new JournalHooks(appended, IsDurable: false) { Store = store })));

    /// <summary>Advances virtual time until the task ends, and a moment longer.</summary>
    public T Drive<T>(Func<Task<T>> command)
    {
        T result;
        try
        {
            result = Time.Drive(command, s_tick, TimeSpan.FromDays(2), () => Cluster.IsAwaited, GoSlowly);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Last events: {string.Join(" | ", Events.TakeLast(5))}", e);
        }

        // What was answered last takes a moment to show.
        Advance(0.5);
        return result;
    }

    /// <summary>Stops a command after some time.</summary>
    public void StopAfter(TimeSpan after, CancellationTokenSource stop) => Cluster.After(after, () => Stop(stop));

    /// <summary>
    /// Stops a command. What follows a cancellation runs on threads of the pool, and it begins waits of its own: while it gets there
    /// virtual time goes slowly, or a loaded machine would let minutes go by.
    /// </summary>
    public void Stop(CancellationTokenSource stop)
    {
        VirtualTime.Settle(stop.Cancel);
        _slowSteps = SlowSteps;
    }

    private void GoSlowly()
    {
        if (_slowSteps > 0)
        {
            _slowSteps--;
            Thread.Sleep(1);
        }
    }

    public void Advance(double seconds)
    {
        for (var i = 0; i < seconds * 10; i++)
        {
            Time.Advance(s_tick);
        }
    }

    public SimulatedPartition Partition(string topic, int partition = 0) => Cluster.Partition(topic, partition)!;

    /// <summary>Lists and leaders of all partitions, one line each.</summary>
    public string Assignment() => string.Join('\n', Cluster.Partitions.Select(
        p => $"{p.TopicPartition} [{string.Join(',', p.Replicas)}] isr {string.Join(',', p.Isr.Order())} leader {p.Leader}"));

    /// <summary>What the plan wants, in the form of <see cref="Assignment"/>; partitions outside the plan as they are.</summary>
    public string Planned(bool undone = false) => string.Join('\n', Cluster.Partitions.Select(p =>
    {
        var list = _changes.Find(c => c.TopicPartition == p.TopicPartition) is { } change
            ? (undone ? change.Before : change.After)
            : p.Replicas;
        return $"{p.TopicPartition} [{string.Join(',', list)}] isr {string.Join(',', list.Order())} leader {list[0]}";
    }));

    public void Dispose()
    {
        Cluster.Dispose();
        _directory.Dispose();
    }

    // Whatever the scenario: too much in one call, or a target for a partition that is on its way to another, is always wrong.
    private void Check(IReadOnlyList<ReassignmentChange> changes)
    {
        changes.Count.ShouldBeLessThanOrEqualTo(Cluster.Options.Release.ToString().StartsWith('Z') ? 50 : 1000);
        foreach (var change in changes)
        {
            if (change.Replicas is { } target
                && Cluster.Partition(change.TopicPartition.Topic, change.TopicPartition.Partition) is { IsReassigning: true } partition)
            {
                partition.Target.ShouldBe(target, $"{change.TopicPartition} was overridden");
            }
        }
    }

    private DirectProgress Progress => new(Events);

    private sealed class DirectProgress(List<ExecutionEvent> events) : IProgress<ExecutionEvent>
    {
        public void Report(ExecutionEvent value) => events.Add(value);
    }
}
