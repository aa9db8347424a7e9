using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Planning;
using Rebalancer.Plans;

namespace Rebalancer.Kafka.Execution.Journal;

/// <summary>
/// What the journals of a plan directory tell: which lists were ever asked for, which throttles are still ours, how the last run ended.
/// </summary>
/// <remarks>A fold over the records. What the cluster really holds is asked of the cluster; this only tells which of it is ours.</remarks>
internal sealed class JournalState
{
    /// <summary>
    /// For how long after a value was given back a broker that lags may still show it: what is found then is ours, not somebody's.
    /// </summary>
    private static readonly TimeSpan s_longestLag = TimeSpan.FromMinutes(1);

    private readonly Dictionary<TopicPartition, List<ImmutableArray<int>>> _lists = [];
    private readonly Dictionary<TopicPartition, ListChange> _lastMoves = [];
    private readonly Dictionary<TopicPartition, ImmutableArray<int>> _returns = [];
    private readonly Dictionary<TopicPartition, SettledPartition> _settled = [];
    private readonly Dictionary<(ConfigResource, string), OwnThrottle> _throttles = [];
    private readonly Dictionary<(ConfigResource, string), (OwnThrottle Own, DateTimeOffset At)> _givenBack = [];
    private readonly Dictionary<TopicPartition, DateTimeOffset> _submitted = [];
    private readonly HashSet<TopicPartition> _touched = [];
    private readonly List<PartitionChange> _changes = [];
    private readonly HashSet<string> _directories = [];
    private ImmutableArray<ThrottleValue> _setting = [];
    private string? _fingerprint;
    private string? _planClusterId;
    private PlanManifest? _plan;

    /// <summary>The plan as the journal holds it; null where it does not, or not whole.</summary>
    public PlanManifest? Plan
    {
        get
        {
            if (_plan is null
                && _changes.Count > 0
                && PlanFingerprint.Compute(_planClusterId, [.. _changes]) is var fingerprint
                && fingerprint == _fingerprint)
            {
                _plan = new PlanManifest
                {
                    ClusterId = _planClusterId,
                    Fingerprint = fingerprint,
                    Aim = default,
                    Changes = [.. _changes],
                    NotReversible = []
                };
            }

            return _plan;
        }
    }

    /// <summary>The last run's number; 0 where there is none.</summary>
    public int LastRun { get; private set; }

    /// <summary>Where the lines of a run are that follow the last one and hold no whole record; null where every run has some.</summary>
    public string? WithoutRecord { get; private set; }

    /// <summary>The first line of the last run that has one, or null.</summary>
    public RunStarted? Last { get; private set; }

    /// <summary>How the last run ended; null where it was cut off, or where there is none.</summary>
    public ExecutionOutcome? LastOutcome { get; private set; }

    /// <summary>Whether the last run sent anything that changes the cluster, or was about to.</summary>
    public bool LastSent { get; private set; }

    /// <summary>When the last run wrote its last line.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>The first line of the last run that moves something (apply or undo), or null.</summary>
    public RunStarted? LastMoving { get; private set; }

    /// <summary>
    /// Which way the plan went last: what looks at it, or takes moves back, counts a partition as done where that way leads. An undo of
    /// what was never moved is no way back: the plan is still to be carried out.
    /// </summary>
    public ExecutionCommand Direction => _touched.Count > 0 && LastMoving is { } last ? last.Kind : ExecutionCommand.Apply;

    /// <summary>Whether an apply or undo was begun and has not come to its end: the next apply resumes.</summary>
    public bool IsUnfinished { get; private set; }

    /// <summary>Whether the last run is under way and moves partitions, and is not one that was cut off.</summary>
    /// <param name="holder">The process that uses the directory, 0 where unknown; null for nobody.</param>
    public bool MovesNow(int? holder) => holder is { } process
        && Last is { } last && last.Kind.Moves() && LastOutcome is null && (process == 0 || process == last.ProcessId);

    /// <summary>Full paths of the directories in which runs began: a copy or a moved directory names those before it.</summary>
    public IReadOnlySet<string> Directories => _directories;

    /// <summary>Topic ids as the first run found them.</summary>
    public ImmutableSortedDictionary<string, Guid>? TopicIds { get; private set; }

    /// <summary>Id of a topic when the first run began, or null.</summary>
    public Guid? TopicId(string topic) => TopicIds is { } ids && ids.TryGetValue(topic, out var id) ? id : null;

    /// <summary>Partition counts of the plan's topics as the first run found them.</summary>
    public ImmutableSortedDictionary<string, int>? PartitionCounts { get; private set; }

    /// <summary>Throttle values that were touched, with what was there before; those given back are gone from it.</summary>
    public IReadOnlyDictionary<(ConfigResource Resource, string Key), OwnThrottle> Throttles => _throttles;

    /// <summary>
    /// What was set of a throttle value, or was given back so lately that a broker may still show it; null where nothing was.
    /// </summary>
    public OwnThrottle? KnownThrottle((ConfigResource Resource, string Key) key, DateTimeOffset now) =>
        _throttles.TryGetValue(key, out var own) ? own
        : _givenBack.TryGetValue(key, out var back) && now - back.At <= s_longestLag ? back.Own : null;

    /// <summary>How partitions ended in the last apply or undo.</summary>
    public IReadOnlyDictionary<TopicPartition, SettledPartition> Settled => _settled;

    /// <summary>Partitions for which a list was ever asked.</summary>
    public IReadOnlySet<TopicPartition> Touched => _touched;

    /// <summary>The last list that was asked for a partition, also where it is being cancelled, or null.</summary>
    public ListChange? LastMove(TopicPartition partition) => _lastMoves.GetValueOrDefault(partition);

    /// <summary>When the last change of a partition was asked for, or null.</summary>
    public DateTimeOffset? SubmittedAt(TopicPartition partition) => _submitted.TryGetValue(partition, out var at) ? at : null;

    /// <summary>
    /// The list that a cancel gives back to a partition, in its order; null where the last that was asked for it was something else.
    /// </summary>
    public ImmutableArray<int>? ReturnsTo(TopicPartition partition) => _returns.TryGetValue(partition, out var order) ? order : null;

    /// <summary>Whether a list of the partition is one that we asked for or found; a cancel leaves such a set in another order.</summary>
    public bool KnowsSet(TopicPartition partition, ImmutableArray<int> replicas) =>
        _lists.TryGetValue(partition, out var lists) && lists.Any(list => BrokerLists.SameSet(list, replicas));

    /// <summary>A new run's lines begin; it counts as the last with its first record.</summary>
    /// <param name="run">Its number.</param>
    /// <param name="name">Where its lines are, for messages.</param>
    public void BeginRun(int run, string name)
    {
        LastRun = run;
        WithoutRecord = name;
        _setting = [];
    }

    /// <summary>Takes a record in.</summary>
    public void Apply(JournalRecord record)
    {
        LastAt = record.At;
        LastSent |= record is MovesSubmitting or MovesCancelling or ThrottlesSetting or LeadersElecting;
        switch (record)
        {
            case RunStarted started:
                Start(started);
                break;
            case PlanKept kept:
                _planClusterId = kept.PlanClusterId;
                _changes.AddRange(kept.Changes.Select(c => c.ToChange()));
                break;
            case MovesSubmitting submitting:
                Know(submitting.Changes);
                foreach (var change in submitting.Changes)
                {
                    _touched.Add(change.TopicPartition);
                    _lastMoves[change.TopicPartition] = change;
                    _submitted[change.TopicPartition] = submitting.At;
                }

                foreach (var change in submitting.Changes.Where(
                    c => _returns.TryGetValue(c.TopicPartition, out var order) && !BrokerLists.Same(order, c.To)))
                {
                    _returns.Remove(change.TopicPartition);
                }

                break;
            case MovesCancelling cancelling:
                IsUnfinished = true;
                Know(cancelling.Changes);
                foreach (var change in cancelling.Changes)
                {
                    _returns[change.TopicPartition] = change.To;

                    // Its record runs from the target back: what is in flight until it is carried out is the move itself. What nobody here
                    // had asked for is somebody else's, cancelled by name, and stays theirs.
                    if (LastMove(change.TopicPartition) is { } asked && BrokerLists.Same(asked.To, change.From))
                    {
                        _lastMoves[change.TopicPartition] = new ListChange(change.TopicPartition, change.To, change.From);
                    }
                }

                break;
            case PartitionsSettled settled:
                foreach (var partition in settled.Partitions)
                {
                    _settled[partition.TopicPartition] = partition;
                    if (partition.State == PartitionState.Done)
                    {
                        // What is in flight after that is somebody else's, though it be to the same list.
                        _lastMoves.Remove(partition.TopicPartition);
                    }
                }

                break;
            case ThrottlesFound found:
                foreach (var value in found.Values)
                {
                    _throttles[(value.Resource, value.Key)] = Owned(value, found.At);
                }

                break;
            case ThrottlesSetting setting:
                _setting = setting.Values;
                foreach (var value in setting.Values.Where(v => !v.Restores))
                {
                    var own = (value.Resource, value.Key);
                    var before = _throttles[own];
                    _throttles[own] = before with
                    {
                        Values = before.Values.Add(value.Value ?? ""),
                        Own = [.. before.Own.Union(value.Own, StringComparer.Ordinal)],
                    };
                }

                break;
            case ThrottlesSet set:
                EndSetting(set);
                break;
            case RunEnded ended:
                LastOutcome = ended.Outcome;
                if (Last!.Kind.Moves() && ended.Outcome != ExecutionOutcome.Interrupted)
                {
                    IsUnfinished = false;
                }

                break;
        }
    }

    private void Start(RunStarted started)
    {
        _fingerprint ??= started.Fingerprint;
        if (Plan is null)
        {
            // A run that was cut off while it wrote the plan: the next one writes it whole.
            _changes.Clear();
        }

        Last = started;
        WithoutRecord = null;
        LastRun = started.Run;
        LastOutcome = null;
        LastSent = false;
        if (started.Directory is { } directory)
        {
            _directories.Add(directory);
        }

        TopicIds ??= started.TopicIds;
        PartitionCounts ??= started.PartitionCounts;
        if (started.Kind.Moves())
        {
            LastMoving = started;
            IsUnfinished = true;
            _settled.Clear();
        }
    }

    private void Know(ImmutableArray<ListChange> changes)
    {
        foreach (var change in changes)
        {
            if (!_lists.TryGetValue(change.TopicPartition, out var lists))
            {
                _lists[change.TopicPartition] = lists = [];
            }

            lists.Add(change.From);
            lists.Add(change.To);
        }
    }

    private OwnThrottle Owned(FoundThrottle value, DateTimeOffset at)
    {
        var key = (value.Resource, value.Key);

        // Found again: somebody else set it since, and that is what is to be there in the end.
        if (_throttles.TryGetValue(key, out var known))
        {
            return known with { Found = value };
        }

        // A broker that lags shows what we set and have just given back, even if another one, or it itself, has shown that it is gone.
        return KnownThrottle(key, at) is { } back
            && value is { IsSet: true, Value: { Length: > 0 } text } && text != back.Found.Value && back.Values.Contains(text)
                ? back : new OwnThrottle(value, [], []);
    }

    // A restore that failed, or was never answered, stays ours: the next command tries it again.
    private void EndSetting(ThrottlesSet set)
    {
        foreach (var value in _setting.Where(v => v.Restores && set.Failed.All(f => f.Resource != v.Resource)))
        {
            if (_throttles.Remove((value.Resource, value.Key), out var own))
            {
                _givenBack[(value.Resource, value.Key)] = (own, set.At);
            }
        }

        _setting = [];
    }
}

/// <summary>A throttle value that is ours.</summary>
/// <param name="Found">What was there before.</param>
/// <param name="Values">Every value that we set or were about to set: any other was set by somebody else.</param>
/// <param name="Own">Every entry of a list that we added.</param>
internal sealed record OwnThrottle(FoundThrottle Found, ImmutableHashSet<string> Values, ImmutableArray<string> Own);
