using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Planning;

namespace Rebalancer.Kafka.Execution.Journal.Format;

/// <summary>
/// One line of a journal. What is about to be sent is written before it is sent, what came back after; a reader can tell at any point what
/// may have happened.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunStarted), "run-started")]
[JsonDerivedType(typeof(PlanKept), "plan-kept")]
[JsonDerivedType(typeof(MovesSubmitting), "moves-submitting")]
[JsonDerivedType(typeof(MovesSubmitted), "moves-submitted")]
[JsonDerivedType(typeof(PartitionsSettled), "partitions-settled")]
[JsonDerivedType(typeof(MovesCancelling), "moves-cancelling")]
[JsonDerivedType(typeof(MovesCancelled), "moves-cancelled")]
[JsonDerivedType(typeof(ThrottlesFound), "throttles-found")]
[JsonDerivedType(typeof(ThrottlesSetting), "throttles-setting")]
[JsonDerivedType(typeof(ThrottlesSet), "throttles-set")]
[JsonDerivedType(typeof(LeadersElecting), "leaders-electing")]
[JsonDerivedType(typeof(LeadersElected), "leaders-elected")]
[JsonDerivedType(typeof(RunEnded), "run-ended")]
internal abstract record JournalRecord
{
    /// <summary>When it was written (UTC); the journal sets it.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>The first line of every journal file.</summary>
/// <param name="Version">The format's version.</param>
/// <param name="Run">The number of the run in its directory, from 1.</param>
/// <param name="Kind">Which way it goes.</param>
/// <param name="ClusterId">The cluster that is changed.</param>
/// <param name="Fingerprint">The plan's identity.</param>
/// <param name="Throttle">The throttle as text; a resume goes on with it.</param>
/// <param name="TopicIds">Ids of the plan's topics where the cluster has them: a topic of another id is another topic.</param>
/// <param name="PartitionCounts">Partition counts of the plan's topics.</param>
/// <param name="ProcessId">Who writes.</param>
internal sealed record RunStarted(
    int Version,
    int Run,
    ExecutionCommand Kind,
    string? ClusterId,
    string Fingerprint,
    string Throttle,
    ImmutableSortedDictionary<string, Guid> TopicIds,
    ImmutableSortedDictionary<string, int> PartitionCounts,
    int ProcessId) : JournalRecord
{
    /// <summary>
    /// The full path of the plan directory when the run began; null in older journals. A copy keeps that of the original.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>The host that it ran on; null in older journals.</summary>
    public string? Host { get; init; }
}

/// <summary>
/// A part of the plan, so that the journal alone tells what a command has to cancel or to undo. The first run of a directory writes all
/// parts.
/// </summary>
/// <param name="PlanClusterId">The cluster that the plan names, or null.</param>
/// <param name="Changes">Partitions, in the plan's order.</param>
internal sealed record PlanKept(string? PlanClusterId, ImmutableArray<KeptChange> Changes) : JournalRecord;

/// <summary>A partition of the plan as the journal writes it.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Before">Its list before the plan.</param>
/// <param name="After">The planned list.</param>
/// <param name="SizeBytes">The size of one replica; null, or negative in older journals, where not known.</param>
internal sealed record KeptChange(TopicPartition TopicPartition, ImmutableArray<int> Before, ImmutableArray<int> After, long? SizeBytes)
{
    /// <summary>The change as a plan has it.</summary>
    public PartitionChange ToChange() =>
        new(TopicPartition, Before, After, SizeBytes is >= 0 and { } bytes ? DataSize.FromBytes(bytes) : DataSize.Unknown);

    /// <summary>A change of a plan.</summary>
    public static KeptChange Of(PartitionChange change) => new(change.TopicPartition, change.Before, change.After, change.Size.Bytes);
}

/// <summary>A list that a partition is to have.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="From">The list it has.</param>
/// <param name="To">The list that is asked for.</param>
internal sealed record ListChange(TopicPartition TopicPartition, ImmutableArray<int> From, ImmutableArray<int> To);

/// <summary>Targets are about to be sent.</summary>
/// <param name="Changes">From where to where.</param>
internal sealed record MovesSubmitting(ImmutableArray<ListChange> Changes) : JournalRecord;

/// <summary>An error for one partition.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Error">What was answered.</param>
internal sealed record PartitionProblem(TopicPartition TopicPartition, string Error);

/// <summary>Targets were answered.</summary>
/// <param name="Refused">Those that were not accepted.</param>
/// <param name="Failure">Set when no answer came at all.</param>
internal sealed record MovesSubmitted(ImmutableArray<PartitionProblem> Refused, string? Failure) : JournalRecord;

/// <summary>How a partition's part of the run ended.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="State">How.</param>
/// <param name="Reason">Why, where it is not simply done.</param>
internal sealed record SettledPartition(TopicPartition TopicPartition, PartitionState State, string? Reason);

/// <summary>Partitions came to their end.</summary>
/// <param name="Partitions">Which, and how.</param>
internal sealed record PartitionsSettled(ImmutableArray<SettledPartition> Partitions) : JournalRecord;

/// <summary>Moves are about to be cancelled; each partition then gets the list it had, in its order.</summary>
/// <param name="Changes">From the running target back to the list before it.</param>
internal sealed record MovesCancelling(ImmutableArray<ListChange> Changes) : JournalRecord;

/// <summary>A cancel was answered.</summary>
/// <param name="Refused">Those that were not accepted.</param>
/// <param name="Failure">Set when no answer came at all.</param>
internal sealed record MovesCancelled(ImmutableArray<PartitionProblem> Refused, string? Failure) : JournalRecord;

/// <summary>A throttle value as it was before the first change.</summary>
/// <param name="Resource">Where.</param>
/// <param name="Key">Which.</param>
/// <param name="Value">The value; null where not set or hidden.</param>
/// <param name="Source">Where it came from; <see cref="ConfigSource.Default"/> where not set.</param>
/// <param name="IsHidden">Whether the broker hides the value (before 2.6).</param>
internal sealed record FoundThrottle(ConfigResource Resource, string Key, string? Value, ConfigSource Source, bool IsHidden)
{
    /// <summary>Whether somebody set it on this very resource, so that it has to be put back.</summary>
    [JsonIgnore]
    public bool IsSet => Source is ConfigSource.DynamicTopic or ConfigSource.DynamicBroker;

    /// <summary>What a look at a value shows; null where the key is not listed.</summary>
    public static FoundThrottle Of(ConfigResource resource, string key, ConfigValue? value) =>
        new(resource, key, value?.Value, value?.Source ?? ConfigSource.Default, value is { IsSensitive: true });
}

/// <summary>Throttle values before they are touched for the first time.</summary>
/// <param name="Values">The values.</param>
internal sealed record ThrottlesFound(ImmutableArray<FoundThrottle> Values) : JournalRecord;

/// <summary>A throttle value that is about to be set.</summary>
/// <param name="Resource">Where.</param>
/// <param name="Key">Which.</param>
/// <param name="Value">The value, or null for a delete.</param>
/// <param name="Own">The entries of a list that are ours; empty for rates and when ours are gone.</param>
/// <param name="Restores">Whether nothing of ours is left afterwards.</param>
internal sealed record ThrottleValue(ConfigResource Resource, string Key, string? Value, ImmutableArray<string> Own, bool Restores)
{
    /// <summary>Whether it has to be sent: false where the cluster has it already, or where it is not ours to change.</summary>
    public bool IsSent { get; init; } = true;
}

/// <summary>Throttle values are about to be set.</summary>
/// <param name="Values">The values.</param>
internal sealed record ThrottlesSetting(ImmutableArray<ThrottleValue> Values) : JournalRecord;

/// <summary>Throttle values were answered.</summary>
/// <param name="Failed">Resources that refused or did not answer.</param>
internal sealed record ThrottlesSet(ImmutableArray<ResourceProblem> Failed) : JournalRecord;

/// <summary>An error for one resource.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Error">What was answered.</param>
internal sealed record ResourceProblem(ConfigResource Resource, string Error);

/// <summary>Preferred leaders are about to be elected.</summary>
/// <param name="Partitions">Of these partitions.</param>
internal sealed record LeadersElecting(ImmutableArray<TopicPartition> Partitions) : JournalRecord;

/// <summary>An election was answered.</summary>
/// <param name="Refused">Those that were not elected.</param>
internal sealed record LeadersElected(ImmutableArray<PartitionProblem> Refused) : JournalRecord;

/// <summary>The last line of a run that came to its end; a file without it was cut off.</summary>
/// <param name="Outcome">How it ended.</param>
internal sealed record RunEnded(ExecutionOutcome Outcome) : JournalRecord;
