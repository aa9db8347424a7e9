using System.Collections.Immutable;
using Rebalancer.Cli.Options;
using Rebalancer.Kafka;
using Rebalancer.Plans;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Rendering;

/// <summary>The commands that come after one that worked on a plan.</summary>
internal static class ExecutionNextSteps
{
    /// <summary>A verb on the same plan and cluster.</summary>
    public static string Line(string verb, ExecutionCommandOptions options) =>
        $"rebalancer {verb} {(options.Plan is { } plan ? $"--plan {Quoted(plan)}" : $"--reassignment {Quoted(options.Reassignment!)}")}"
        + Cluster(options);

    /// <summary>What judges a reassignment file, of which <c>apply</c> looks at nothing but whether it can be carried out.</summary>
    public static string JudgeLine(MovingCommandOptions options) =>
        $"rebalancer check-plan --plan {Quoted(options.Reassignment!)}{Cluster(options)}"
        + (options.AllowReplicationFactorChange ? " --allow-replication-factor-change" : "");

    private static string Cluster(ExecutionCommandOptions options) =>
        (options.BootstrapServer is { } server ? $" --bootstrap-server {Quoted(server)}" : "")
        + (options.CommandConfig is { } config ? $" --command-config {Quoted(config)}" : "");

    /// <summary>After a command that changed something, or after a look at what it came to.</summary>
    public static NextSteps After(ExecutionReport report, ExecutionCommandOptions options) => Steps(
        report.Fingerprint,
        report.Command != ExecutionCommand.Verify ? [.. Offered(report.Next, options), .. Look(report.Next, options)]
            : report.Outcome == ExecutionOutcome.Completed ? [.. Offered(report.Next, options)]
            : [new("See where it stands", Line("status", options)), .. Offered(report.Next, options)]);

    /// <summary>After a look at where a plan stands.</summary>
    public static NextSteps After(ExecutionStatus status, string fingerprint, ExecutionCommandOptions options) =>
        Steps(fingerprint, [.. Offered(status.Next, options), .. Look(status.Next, options)]);

    private static IEnumerable<NextCommand> Offered(ImmutableArray<OfferedCommand> next, ExecutionCommandOptions options) =>
        next.Select(offer => new NextCommand(offer.Purpose, Line(offer.Command.Word(), options)));

    // A look can be had at any time.
    private static IEnumerable<NextCommand> Look(ImmutableArray<OfferedCommand> next, ExecutionCommandOptions options) =>
        next.Any(offer => offer.Command == ExecutionCommand.Verify) ? []
            : [new("Check the cluster against the plan", Line("verify", options))];

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
