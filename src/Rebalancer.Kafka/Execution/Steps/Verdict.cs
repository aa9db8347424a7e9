namespace Rebalancer.Kafka.Execution.Steps;

/// <summary>What a look at the cluster says about a move.</summary>
internal enum Verdict
{
    /// <summary>In flight as asked.</summary>
    Running,

    /// <summary>At its list, all in sync and nothing else.</summary>
    Done,

    /// <summary>At its list for Kafka, but a replica that was kept is not in sync: nothing new starts before it is.</summary>
    DoneThin,

    /// <summary>Metadata and the list of reassignments do not agree yet: normal for a moment, judged at the second look.</summary>
    Unsettled,

    /// <summary>Back at the set it came from, though nobody of us cancelled it; or never started.</summary>
    Reverted,

    /// <summary>In flight to, or at, another list: somebody changed it.</summary>
    Overridden,

    /// <summary>Overridden such that a broker is both added and removed: never ends by itself on 4.3.</summary>
    Stuck,

    /// <summary>Its topic or partition is not there any more, or another topic has its name.</summary>
    Gone,

    /// <summary>Not in flight any more, and its topic cannot be seen: what became of it is not known.</summary>
    Unseen,
}
