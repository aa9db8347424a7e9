using Microsoft.Extensions.Logging;

namespace Rebalancer.Planning;

/// <summary>What the planner logs. Event ids 1000 to 1999.</summary>
internal static partial class PlanningLog
{
    [LoggerMessage(1000, LogLevel.Debug, "Plan: {Step}")]
    public static partial void Step(ILogger logger, string step);

    [LoggerMessage(
        1001, LogLevel.Information, "Plan: changes {Changes}, moves {Moves}, leader changes {LeaderChanges}; by {Method}")]
    public static partial void Planned(ILogger logger, int changes, int moves, int leaderChanges, string method);

    [LoggerMessage(1002, LogLevel.Information, "Placement: new partitions {Partitions}; by {Method}")]
    public static partial void Placed(ILogger logger, int partitions, string method);
}
