using System.Collections.Immutable;
using Rebalancer.Cli.Options;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution;
using Rebalancer.Plans;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Rendering;

/// <summary>The commands that come after one that worked on a plan.</summary>
internal static class ExecutionNextSteps
{
    /// <summary>A verb on the same plan and cluster.</summary>
    public static string Line(string verb, ExecutionCommandOptions options) =>
        $"rebalancer {verb} {(options.Plan is { } plan ? $"--plan {Quoted(plan)}" : $"--reassignment {Quoted(options.Reassignment!)}")}"
        + (options.BootstrapServer is { } server ? $" --bootstrap-server {Quoted(server)}" : "")
        + (options.CommandConfig is { } config ? $" --command-config {Quoted(config)}" : "");

    /// <summary>After a command that changed something, or after a look at what it came to.</summary>
    public static NextSteps After(ExecutionReport report, ExecutionCommandOptions options)
    {
        var resume = new NextCommand("Go on where it stopped", Line(report.Command.Word(), options));
        var again = new NextCommand("Try what is left again", Line(report.Command.Word(), options));
        var verify = new NextCommand("Check the cluster against the plan", Line("verify", options));
        var undo = new NextCommand("Restore the previous replica lists", Line("undo", options));
        var apply = new NextCommand("Carry the plan out", Line("apply", options));
        return Steps(report.Fingerprint,
        [
            .. (report.Command, report.Outcome) switch
            {
                _ when report.ProcessId is not null => [new NextCommand("See where it stands", Line("status", options))],
                (ExecutionCommand.Verify, ExecutionOutcome.Completed) => [undo],
                (ExecutionCommand.Verify, _) => [new NextCommand("See where it stands", Line("status", options)), apply, undo],
                (_, ExecutionOutcome.Interrupted) => [resume, verify],
                (ExecutionCommand.Apply, ExecutionOutcome.Completed) => [verify, undo],
                (ExecutionCommand.Apply, _) => [again, verify, undo],
                (ExecutionCommand.Undo, ExecutionOutcome.Completed) => [verify, apply],
                (ExecutionCommand.Undo, _) => [again, verify],
                _ when report.Counts.Keys.All(state => state is PartitionState.Done or PartitionState.Gone) => [verify],
                _ => (NextCommand[])[apply, undo],
            },
            .. report.ThrottlesLeft.IsEmpty || report.ProcessId is not null ? (NextCommand[])[] : [new("Remove the throttles", Line("unthrottle", options))],
        ]);
    }

    /// <summary>After a look at where a plan stands.</summary>
    public static NextSteps After(ExecutionStatus status, string fingerprint, ExecutionCommandOptions options) => Steps(
        fingerprint,
        [
            .. status.ProcessId is not null ? (NextCommand[])[]
                : status.IsUnfinished ? [
                    new(
                        "Go on where it stopped",
                        Line(status.LastCommand == ExecutionCommand.Undo ? "undo" : "apply", options)),
                    .. status.Running.IsEmpty ? (NextCommand[])[] : [new("Cancel the moves in flight", Line("cancel", options))]]
                : status.LastCommand is null ? [new("Carry the plan out", Line("apply", options))]
                : status.LastCommand is (ExecutionCommand.Apply or ExecutionCommand.Undo) and var last
                    && status.Counts.Any(c => c is { Key: PartitionState.Pending or PartitionState.Running, Value: > 0 })
                    ? [new("Try what is left again", Line(last.Word(), options))]
                : [],
            .. status.ProcessId is not null || status.Throttles.IsEmpty || !status.Running.IsEmpty
                ? (NextCommand[])[] : [new("Remove the throttles", Line("unthrottle", options))],
            new("Check the cluster against the plan", Line("verify", options)),
        ]);

    private static NextSteps Steps(string fingerprint, ImmutableArray<NextCommand> commands) => new()
    {
        Commands = commands,
        Fingerprint = fingerprint,
        ToolVersion = PlanManifest.CurrentToolVersion,
    };

    private static string Quoted(string text) =>
        text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || "-_./:,=@+%\\".Contains(c, StringComparison.Ordinal))
            ? text
            : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
