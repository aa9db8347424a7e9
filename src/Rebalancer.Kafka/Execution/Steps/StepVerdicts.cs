using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Steps;

/// <summary>
/// Judges a submitted step by the list of reassignments and metadata, in the order of the tests that tell the cases apart.
/// </summary>
internal static class StepVerdicts
{
    /// <summary>How long a broker may be both added and removed before the move counts as stuck.</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(30);

    /// <param name="step">What was asked.</param>
    /// <param name="view">What is.</param>
    /// <param name="topicId">The topic's id when the run began, or null.</param>
    /// <param name="oddFor">How long the answers have not been Running or Done; zero at the first look.</param>
    public static Verdict Judge(MoveStep step, ClusterView view, Guid? topicId, TimeSpan oddFor)
    {
        if (view.Reassignment(step.TopicPartition) is { } ongoing)
        {
            return step.IsAsAsked(ongoing) ? Verdict.Running
                : ongoing.AddingReplicas.Any(b => ongoing.RemovingReplicas.Contains(b)) && oddFor > StuckAfter ? Verdict.Stuck
                : Verdict.Overridden;
        }

        var certain = oddFor >= ClusterObserver.SecondLook;
        var presence = view.Presence(step.TopicPartition, topicId);
        if (presence != TopicPresence.Seen)
        {
            return !certain ? Verdict.Unsettled : presence == TopicPresence.Unseen ? Verdict.Unseen : Verdict.Gone;
        }

        var partition = view.Partition(step.TopicPartition)!;

        if (BrokerLists.Same(partition.Replicas, step.To))
        {
            return BrokerLists.SameSet(partition.Isr, step.To) ? Verdict.Done
                : certain && partition.Isr.All(b => step.To.Contains(b)) ? Verdict.DoneThin
                : Verdict.Unsettled;
        }

        return !certain ? Verdict.Unsettled
            : BrokerLists.SameSet(partition.Replicas, step.From) ? Verdict.Reverted
            : Verdict.Overridden;
    }
}
