namespace Rebalancer.Kafka.Execution;

/// <summary>Where one partition of a plan stands.</summary>
/// <remarks>
/// Pending → Running → Pending (next replica) ... → Done; Running or Pending → Failed, Skipped, Gone or Unseen. Only Pending and Running
/// are not final.
/// </remarks>
public enum PartitionState
{
    /// <summary>Not yet at its list, nothing in flight.</summary>
    Pending,

    /// <summary>A reassignment of ours is in flight.</summary>
    Running,

    /// <summary>At its list, with every replica in sync.</summary>
    Done,

    /// <summary>Could not be moved; the reason is told.</summary>
    Failed,

    /// <summary>Left out: it was not as the plan found it, or its topic was created anew.</summary>
    Skipped,

    /// <summary>Its topic was deleted.</summary>
    Gone,

    /// <summary>Its topic cannot be seen, such as without the permission DESCRIBE: what it has is not known.</summary>
    Unseen,
}
