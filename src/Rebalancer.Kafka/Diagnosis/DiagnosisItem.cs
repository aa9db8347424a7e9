namespace Rebalancer.Kafka.Diagnosis;

/// <summary>Whether something works.</summary>
public enum DiagnosisOutcome
{
    /// <summary>It was tried and works.</summary>
    Works,

    /// <summary>It was tried and does not work, or not wholly.</summary>
    Fails,

    /// <summary>It could not be tried, or the cluster does not tell.</summary>
    Unknown,
}

/// <summary>One thing that was looked at.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Name">A stable name for programs, in camel case.</param>
/// <param name="Title">What people read.</param>
/// <param name="Outcome">Whether it works.</param>
/// <param name="Detail">What was seen, in one line; no secrets.</param>
public sealed record DiagnosisItem(string Name, string Title, DiagnosisOutcome Outcome, string Detail);
