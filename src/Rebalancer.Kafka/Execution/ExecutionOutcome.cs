namespace Rebalancer.Kafka;

/// <summary>How a command on a plan ended.</summary>
public enum ExecutionOutcome
{
    /// <summary>Everything is as asked, and verified.</summary>
    Completed,

    /// <summary>Something is not as asked; the report names what and why.</summary>
    Partial,

    /// <summary>Refused before anything was changed.</summary>
    Refused,

    /// <summary>Stopped on the way; the same command goes on.</summary>
    Interrupted,
}
