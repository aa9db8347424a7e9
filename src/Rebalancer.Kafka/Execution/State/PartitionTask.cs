using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Observing;
using Rebalancer.Scheduling;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>One partition on its way to its goal. Mutable; owned by one run.</summary>
internal sealed class PartitionTask(PartitionChange change, ImmutableArray<int> goal, int order)
{
    private ImmutableArray<ImmutableArray<int>> _path;
    private ImmutableArray<int> _pathFrom;

    public PartitionChange Change { get; } = change;

    public TopicPartition Partition => Change.TopicPartition;

    /// <summary>The list it is to have in the end.</summary>
    public ImmutableArray<int> Goal { get; } = goal;

    public int Order { get; } = order;

    public bool IsInternal { get; } = TopicSnapshot.IsInternalName(change.TopicPartition.Topic);

    public PartitionState State { get; set; } = PartitionState.Pending;

    public string? Reason { get; set; }

    /// <summary>What it has where it is neither as the plan nor as the journal knows it; null where it is.</summary>
    public string? Drift { get; set; }

    /// <summary>Whether another topic has its topic's name now: nothing of the plan holds for that one.</summary>
    public bool IsOfAnotherTopic => State == PartitionState.Skipped && Reason == ClusterView.CreatedAnew;

    /// <summary>Whether its topic is not seen as it was: nothing is known of its list.</summary>
    public bool IsAbsent => State is PartitionState.Gone or PartitionState.Unseen || IsOfAnotherTopic;

    /// <summary>The list it has while nothing is in flight.</summary>
    public ImmutableArray<int> Current { get; set; } = change.Before;

    /// <summary>What is in flight; null unless running.</summary>
    public MoveStep? Step { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Since when the answers about it do not fit together; null while they do.</summary>
    public DateTimeOffset? OddSince { get; set; }

    /// <summary>What it shows while it is pending and odd, and since when that.</summary>
    public (string Seen, DateTimeOffset Since)? OddAs { get; set; }

    /// <summary>Since when one of its destinations is away; null while all are up.</summary>
    public DateTimeOffset? DestinationAwaySince { get; set; }

    /// <summary>Whether the present step was asked for by an earlier process: what it had copied by then is not this run's work.</summary>
    public bool IsTakenOver { get; set; }

    /// <summary>Whether its stall was told already.</summary>
    public bool StallTold { get; set; }

    /// <summary>The order that a cancel has to give it again; null where none.</summary>
    public ImmutableArray<int>? ReturnTo { get; set; }

    /// <summary>Whether the cluster said yes to the present step; where it did not, it is asked again if nothing happened.</summary>
    public bool IsCertain { get; set; } = true;

    /// <summary>Why the cluster refused the step for good; null where it did not.</summary>
    public KafkaError? RefusedBy { get; set; }

    /// <summary>How often its present step was asked for without an effect.</summary>
    public int Attempts { get; set; }

    /// <summary>The size of one replica as last seen.</summary>
    public DataSize Size { get; set; } = change.Size;

    /// <summary>The size of one replica where sizes are added: 0 where not known.</summary>
    public long Bytes => Size.BytesOrZero;

    /// <summary>Whether it has replicas to copy of which nobody knows how large they are.</summary>
    public bool IsOfUnknownSize => !Size.IsKnown && MovesLeft > 0;

    public int MovesDone { get; set; }

    public bool IsOpen => State is PartitionState.Pending or PartitionState.Running;

    public int MovesLeft => BrokerLists.Minus(Goal, Current).Length;

    /// <summary>Whether what is in flight leads away from the goal, as after an undo that was interrupted and before an apply.</summary>
    public bool GoesAway => Step is { } step && BrokerLists.Minus(Goal, step.To).Length > BrokerLists.Minus(Goal, step.From).Length;

    /// <summary>Replicas that the plan copies in all, whatever is done of it.</summary>
    public int MovesPlanned => BrokerLists.Minus(Goal, BrokerLists.Same(Goal, Change.Before) ? Change.After : Change.Before).Length;

    /// <summary>The next list to ask for, or null where it has its goal.</summary>
    public MoveStep? NextStep(ClusterView view, DomainMap domains, ExecutionOptions options)
    {
        if (_pathFrom.IsDefault || !BrokerLists.Same(_pathFrom, Current))
        {
            // The caps hold for the copies of one partition too: what they do not admit at once goes one at a time.
            var most = Math.Min(options.MaxMoves, options.MaxMovesOut);
            _path = IntermediateLists.Path(Current, Goal, view.IsLive, domains, options.WholePartition && MovesLeft <= most);
            _pathFrom = Current;
        }

        return _path.IsEmpty
            ? null
            : new MoveStep(Partition, Current, _path[0], view.Partition(Partition)?.Leader ?? -1, Bytes, Order, IsInternal);
    }

    /// <summary>What is in flight, for whoever shows it.</summary>
    /// <param name="copied">Bytes on a destination, or null where not known.</param>
    /// <param name="now">The moment of the look.</param>
    public RunningMove RunningMove(Func<int, SeenSize?> copied, DateTimeOffset now)
    {
        SeenSize?[] seen = [.. Step!.Destinations.Select(copied)];
        var ago = seen.Max(s => s?.Ago);
        return new(Partition)
        {
            Source = Step.Source,
            Destinations = Step.Destinations,
            BytesCopied = seen.Contains(null) ? null : seen.Sum(s => s!.Value.Bytes),
            CopiedAgo = seen.Contains(null) || ago == TimeSpan.Zero ? null : ago,
            BytesTotal = Size.Bytes * Step.Destinations.Length,
            RunningFor = now > StartedAt ? now - StartedAt : TimeSpan.Zero,
        };
    }

    /// <summary>Forgets the way: brokers came or went.</summary>
    public void ForgetPath() => _pathFrom = default;
}
