namespace Rebalancer.Kafka;

/// <summary>What the executor is asked to do with a plan.</summary>
public enum ExecutionCommand
{
    /// <summary>Brings partitions to the lists after.</summary>
    Apply,

    /// <summary>Brings them back to the lists before.</summary>
    Undo,

    /// <summary>Stops what is in flight and takes it back.</summary>
    Cancel,

    /// <summary>Gives the throttles back, and changes nothing else.</summary>
    Unthrottle,

    /// <summary>Compares the cluster with the plan; changes nothing.</summary>
    Verify,
}

/// <summary>Questions about commands.</summary>
public static class ExecutionCommands
{
    /// <summary>Whether the command moves partitions, so that it can be left unfinished and gone on with.</summary>
    internal static bool Moves(this ExecutionCommand command) => command is ExecutionCommand.Apply or ExecutionCommand.Undo;

    /// <summary>The command as the command line and the reports write it: <c>apply</c>.</summary>
    /// <param name="command">The command.</param>
    public static string Word(this ExecutionCommand command) => command.ToString().ToLowerInvariant();
}
