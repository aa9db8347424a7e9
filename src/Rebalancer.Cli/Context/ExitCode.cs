namespace Rebalancer.Cli.Context;

/// <summary>The process's exit codes; documented in the help and in the README.</summary>
internal static class ExitCode
{
    /// <summary>Done; nothing is wrong.</summary>
    public const int Success = 0;

    /// <summary>The command ran and failed: an invalid plan, a lost connection, a partly done apply, a defect of the tool.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or bad input; nothing was changed or written.</summary>
    public const int BadInput = 2;

    /// <summary>Changes are needed; only with <c>--detailed-exit-code</c>.</summary>
    public const int ChangesNeeded = 3;

    /// <summary>An apply was interrupted and can be resumed.</summary>
    public const int Interrupted = 4;

    /// <summary>Every code and what it means.</summary>
    public static IReadOnlyList<(int Code, string Text)> Help { get; } =
    [
        (Success, "fine"),
        (Failed, "failed"),
        (BadInput, "bad usage or input; nothing was changed or written"),
        (ChangesNeeded, "changes are needed (with --detailed-exit-code)"),
        (Interrupted, "interrupted, can be resumed (apply, cancel, undo)"),
    ];
}
