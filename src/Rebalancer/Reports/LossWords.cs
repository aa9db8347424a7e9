namespace Rebalancer.Reports;

/// <summary>Says in words how far a count of stopped partitions can be trusted.</summary>
internal static class LossWords
{
    /// <summary>Why a count is only a least one: a topic's <c>min.insync.replicas</c> is not known. Empty where all are.</summary>
    public static string AtLeast(ClusterSummary cluster) => cluster.UnknownMinimumCount is > 0 and var unknown
        ? $"at least: {NotKnown(unknown)}"
        : "";

    /// <summary>How many topics have a <c>min.insync.replicas</c> that is not known.</summary>
    public static string NotKnown(int topics) => $"min.insync.replicas of {Quantity.Count(topics, "topic")} is not known";
}
