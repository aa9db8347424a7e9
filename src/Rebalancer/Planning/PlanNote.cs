namespace Rebalancer.Planning;

/// <summary>What a note of a plan is about.</summary>
public enum PlanNoteKind
{
    /// <summary>Something the reader should know or check.</summary>
    Warning,

    /// <summary>Why something that is wanted cannot be had, with its numbers.</summary>
    Reason,
}

/// <summary>A sentence for people that belongs to a plan.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Code">A stable name for programs, such as <c>spread-unreachable</c>.</param>
/// <param name="Text">One sentence with its numbers.</param>
public sealed record PlanNote(PlanNoteKind Kind, string Code, string Text)
{
    /// <summary>The <see cref="Code"/> of the note that the time limit ended the search.</summary>
    public const string TimeLimitCode = "time-limit";

    /// <summary>The <see cref="Code"/> of the note that no replica can leave the brokers that are to be drained, and why.</summary>
    public const string NothingDrainedCode = "nothing-drained";

    /// <summary>The <see cref="Code"/> of the note that a limit of bytes counts copies of unknown size as nothing.</summary>
    public const string UnknownBytesCode = "unknown-bytes";

    /// <summary>
    /// The <see cref="Code"/> of the note that replication factors are lowered too far for <c>min.insync.replicas</c>, so that apply
    /// refuses them.
    /// </summary>
    public const string LoweredTooFarCode = "lowered-too-far";

    /// <summary>The <see cref="Code"/> of the note on how to judge a plan with replication factors other than those of now.</summary>
    public const string OtherFactorsCode = "other-replication-factors";

    /// <summary>The <see cref="Code"/> of the note that a plan differs from the cluster by its own run.</summary>
    public const string BegunCode = "begun";
}
