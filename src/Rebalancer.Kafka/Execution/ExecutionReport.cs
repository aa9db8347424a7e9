using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Commands;

namespace Rebalancer.Kafka;

/// <summary>What a command came to: the outcome, what moved, what did not and why, and whether the throttles are clean.</summary>
/// <remarks>
/// Immutable. It is written to <c>execution-report.json</c> and <c>execution-report.txt</c> in the plan directory, unless the command
/// changed nothing and the report of an earlier one stands there.
/// </remarks>
public sealed class ExecutionReport
{
    private ExecutionOutcome _outcome;
    private string _summary = "";
    private ImmutableArray<string> _notes = [];

    /// <summary>The format's version; 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What was asked.</summary>
    public required ExecutionCommand Command { get; init; }

    /// <summary>How it ended.</summary>
    public required ExecutionOutcome Outcome
    {
        get => _outcome;
        init => _outcome = value;
    }

    /// <summary>One sentence: why it ended so.</summary>
    public required string Summary
    {
        get => _summary;
        init => _summary = value;
    }

    /// <summary>
    /// The process that works on the directory while <c>verify</c> looks, 0 where unknown: what it saw is of a moment; null for nobody.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ProcessId { get; init; }

    /// <summary>The cluster.</summary>
    public required string? ClusterId { get; init; }

    /// <summary>The plan's identity.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>When the command began (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Whether it went on with an unfinished run.</summary>
    public bool Resumed { get; init; }

    /// <summary>
    /// The throttle's setting, and for an automatic one the last rate; null where there was nothing to move, and where it was refused.
    /// </summary>
    public string? Throttle { get; init; }

    /// <summary>Replicas copied by this command.</summary>
    public int MovesDone { get; init; }

    /// <summary>Bytes copied by this command, as far as known.</summary>
    public long BytesMoved { get; init; }

    /// <summary>Number of partitions in each state.</summary>
    public ImmutableSortedDictionary<PartitionState, int> Counts { get; init; } = ImmutableSortedDictionary<PartitionState, int>.Empty;

    /// <summary>Every partition that is not simply done, with its list and the reason, sorted.</summary>
    public ImmutableArray<PartitionReport> Exceptions { get; init; } = [];

    /// <summary>Partitions whose leader is not the first of their list, sorted.</summary>
    public ImmutableArray<TopicPartition> LeadersNotPreferred { get; init; } = [];

    /// <summary>Throttle values of ours that could not be removed or restored, as text.</summary>
    public ImmutableArray<string> ThrottlesLeft { get; init; } = [];

    /// <summary>Why the command was refused; empty unless <see cref="ExecutionOutcome.Refused"/>.</summary>
    public ImmutableArray<string> Refusals { get; init; } = [];

    /// <summary>Things a person should know.</summary>
    public ImmutableArray<string> Notes
    {
        get => _notes;
        init => _notes = value;
    }

    /// <summary>What was done when; null for a command that moves nothing, and where it was refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExecutionTimeline? Timeline { get; internal set; }

    /// <summary>Which commands can be run next, the likeliest first; none while a process works on the directory.</summary>
    [JsonIgnore]
    public ImmutableArray<OfferedCommand> Next { get; internal set; } = [];

    /// <summary>
    /// Whether it stands in the plan directory; false for a command that writes none, for one that changed nothing where the report of
    /// another stands, and where writing failed.
    /// </summary>
    [JsonIgnore]
    public bool IsWritten { get; internal set; }

    /// <summary>
    /// What was seen after it was made of the brokers that the plan was to empty. Where one is not empty, or is not known to be, the
    /// command is only partly done: whoever goes by the exit code switches the broker off.
    /// </summary>
    /// <param name="brokers">The brokers.</param>
    /// <param name="mustBeEmpty">Whether that holds for these.</param>
    internal void Add(ImmutableArray<LeavingBroker> brokers, bool mustBeEmpty)
    {
        _notes = _notes.AddRange(brokers.Select(b => b.Text).Where(text => text.Length > 0));
        foreach (var state in brokers.Where(b => b.IsEmpty != true).GroupBy(b => b.IsEmpty))
        {
            _summary += $" {(state.Key is null ? "Not known to be empty" : "Not empty")}: "
                + $"{(state.Count() == 1 ? "broker" : "brokers")} {string.Join(", ", state.Select(b => b.Id))}.";
            _outcome = mustBeEmpty && _outcome == ExecutionOutcome.Completed ? ExecutionOutcome.Partial : _outcome;
        }
    }

    /// <summary>What came after it was made: a file of the run could not be written, so that it is only partly done.</summary>
    internal void FailToWrite(string note)
    {
        if (_outcome == ExecutionOutcome.Completed)
        {
            _outcome = ExecutionOutcome.Partial;
            _summary = $"Only files could not be written; on the cluster the {Command.Word()} was completed. {_summary}";
        }

        _notes = _notes.Add(note);
    }
}

/// <summary>A partition that is not simply done.</summary>
/// <param name="topicPartition">The partition.</param>
/// <param name="state">Where it stands.</param>
/// <param name="replicas">Its list as last seen; empty where it is gone.</param>
/// <param name="reason">Why.</param>
public sealed class PartitionReport(TopicPartition topicPartition, PartitionState state, ImmutableArray<int> replicas, string reason)
{
    /// <summary>The partition.</summary>
    [JsonIgnore]
    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>The partition's topic.</summary>
    public string Topic => TopicPartition.Topic;

    /// <summary>The partition's number.</summary>
    public int Partition => TopicPartition.Partition;

    /// <summary>Where it stands.</summary>
    public PartitionState State { get; } = state;

    /// <summary>Its list as last seen; empty where it is gone.</summary>
    public ImmutableArray<int> Replicas { get; } = replicas;

    /// <summary>Why.</summary>
    public string Reason { get; } = reason;

    /// <summary>The partition, where it stands and why, for a person.</summary>
    public override string ToString() => $"{TopicPartition} {State}: {Reason}";
}
