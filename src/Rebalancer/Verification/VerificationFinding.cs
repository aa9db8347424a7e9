using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Information,

    /// <summary>Not good, but Kafka takes it and nothing gets lost.</summary>
    Warning,

    /// <summary>The plan must not be applied.</summary>
    Error,
}

/// <summary>One thing that a verification found.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">A stable name for programs, such as <c>duplicate-replica</c>.</param>
/// <param name="TopicPartition">The partition it is about; null where it is about the whole plan.</param>
/// <param name="Text">One sentence for people, with the values.</param>
public sealed record VerificationFinding(FindingSeverity Severity, string Code, TopicPartition? TopicPartition, string Text);
