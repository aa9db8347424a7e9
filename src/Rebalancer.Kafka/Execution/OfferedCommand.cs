namespace Rebalancer.Kafka;

/// <summary>A command that can be run next on a plan.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="command">The command.</param>
/// <param name="purpose">What it does there, as a short imperative.</param>
public sealed class OfferedCommand(ExecutionCommand command, string purpose)
{
    /// <summary>The command.</summary>
    public ExecutionCommand Command { get; } = command;

    /// <summary>What it does there, as a short imperative: <c>Restore the previous replica lists</c>.</summary>
    public string Purpose { get; } = purpose;

    /// <summary>The same as the end of a sentence: <c>restores the previous replica lists</c>.</summary>
    internal string Clause { get; init; } = "";
}
