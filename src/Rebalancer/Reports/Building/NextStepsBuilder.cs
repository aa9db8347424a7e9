using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Rebalancer.Cluster;
using Rebalancer.Plans;

namespace Rebalancer.Reports.Building;

/// <summary>Names the commands that come after a report.</summary>
internal static partial class NextStepsBuilder
{
    private const string UsualPlanDirectory = "plan";

    /// <summary>After a plan.</summary>
    public static NextSteps AfterPlan(ClusterSnapshot snapshot, PlanManifest manifest, CommandContext context) => new()
    {
        Commands = manifest.Changes.IsEmpty ? [] : CarryOut(snapshot, context),
        Fingerprint = manifest.Fingerprint,
        Inputs = manifest.Inputs,
        Options = manifest.Options is null ? [] : Options(manifest, context),
        ToolVersion = manifest.ToolVersion,
        OrToolsVersion = manifest.OrToolsVersion,
        ReadAt = snapshot.ReadAt,
    };

    /// <summary>After a check of a plan of any origin.</summary>
    public static NextSteps AfterCheck(ClusterSnapshot snapshot, string plan, bool isAppliable, CommandContext context) => new()
    {
        Commands = !isAppliable ? []
            : context.PlanDirectory is not null ? CarryOut(snapshot, context)
            : [new NextCommand(
                "Carry it out", $"rebalancer apply --reassignment {Quote(plan)} {Connection(snapshot, context)}{Throttle(context)}")],
        Inputs = context.Inputs,
        ToolVersion = PlanManifest.CurrentToolVersion,
        ReadAt = snapshot.ReadAt,
    };

    /// <summary>After a description.</summary>
    public static NextSteps AfterDescription(ClusterSnapshot snapshot, CommandContext context) => new()
    {
        Commands = [new NextCommand("Plan it", Line("plan", context.Arguments))],
        Inputs = context.Inputs,
        ToolVersion = PlanManifest.CurrentToolVersion,
        ReadAt = snapshot.ReadAt,
    };

    /// <summary>After a placement: the same with --create, or Kafka's own tool.</summary>
    public static NextSteps AfterPlacement(ClusterSnapshot snapshot, ImmutableArray<PlacedTopic> topics, CommandContext context)
    {
        var commands = ImmutableArray.CreateBuilder<NextCommand>();
        if (context.BootstrapServer is not null)
        {
            commands.Add(new("Create it", Line("place", [.. context.Arguments, "--create"])));
        }

        foreach (var topic in topics.Where(t => t.ReplicaAssignment is not null))
        {
            var configs = string.Concat(context.TopicConfigs.Where(_ => topic.IsNew).Select(c => $" --config {Quote(c)}"));
            var partitions = topic.IsNew ? "--create" : $"--alter --partitions {topic.Partitions[^1].TopicPartition.Partition + 1}";
            commands.Add(new(
                "Create it with Kafka's tool",
                $"kafka-topics.sh {Connection(snapshot, context)} {partitions} --topic {Quote(topic.Name)} --replica-assignment "
                    + $"{topic.ReplicaAssignment}{configs}"));
        }

        return new()
        {
            Commands = commands.ToImmutable(),
            Inputs = context.Inputs,
            ToolVersion = PlanManifest.CurrentToolVersion,
            ReadAt = snapshot.ReadAt
        };
    }

    private static ImmutableArray<NextCommand> CarryOut(ClusterSnapshot snapshot, CommandContext context)
    {
        var commands = ImmutableArray.CreateBuilder<NextCommand>();
        if (context.PlanDirectory is null)
        {
            commands.Add(new NextCommand("Write the plan", Line("plan", [.. context.Arguments, "--out", UsualPlanDirectory])));
        }

        var target = $"--plan {Quote(context.PlanDirectory ?? UsualPlanDirectory)} {Connection(snapshot, context)}";
        commands.Add(new NextCommand("Carry it out", $"rebalancer apply {target}{Throttle(context)}"));
        commands.Add(new NextCommand("Watch it", $"rebalancer status {target}"));
        commands.Add(new NextCommand("Check the result", $"rebalancer verify {target}"));
        commands.Add(new NextCommand("Take it back", $"rebalancer undo {target}"));
        return commands.ToImmutable();
    }

    // A file names hosts but no ports, and a guess would be wrong wherever the listener is another one.
    private static string Connection(ClusterSnapshot snapshot, CommandContext context)
    {
        var servers = context.BootstrapServer
            ?? (snapshot.Brokers.FirstOrDefault(b => b.Host.Length > 0) is { } broker ? $"{broker.Host}:PORT" : "HOST:PORT");
        return $"--bootstrap-server {Quote(servers)}{(context.CommandConfig is { } file ? $" --command-config {Quote(file)}" : "")}";
    }

    private static string Throttle(CommandContext context) => context.Throttle is { } rate
        ? $" --throttle {rate.ToExactString()}{(context.AllowSlow ? " --allow-slow" : "")}" : "";

    private static ImmutableArray<ReportedOption> Options(PlanManifest manifest, CommandContext context)
    {
        var options = manifest.Options!;
        var list = ImmutableArray.CreateBuilder<ReportedOption>();
        list.Add(new ReportedOption("aim", PlanWords.Of(manifest.Aim)));
        list.Add(new ReportedOption("spread", PlanWords.Of(options.Spread)));
        list.Add(new ReportedOption("solver", PlanWords.Of(options.Solver)));
        list.Add(new ReportedOption("method", manifest.Method));
        list.Add(new ReportedOption("time limit", Quantity.Duration(options.TimeLimit)));
        list.Add(new ReportedOption("topics", options.Topics ?? "all"));
        AddBrokers("dead brokers", options.Roles.Dead);
        AddBrokers("draining brokers", options.Roles.Draining);
        AddBrokers("cordoned brokers", options.Roles.Cordoned);
        AddBrokers("excluded brokers", options.Roles.Excluded);
        AddBrokers("only brokers to receive", options.Roles.OnlyTo ?? []);

        if (options.Force)
        {
            list.Add(new ReportedOption("force", "everything placed anew"));
        }

        if (context.Throttle is { } rate)
        {
            list.Add(new ReportedOption("throttle", rate.ToString()));
        }

        return list.ToImmutable();

        void AddBrokers(string name, ImmutableArray<int> brokers)
        {
            if (!brokers.IsEmpty)
            {
                list.Add(new ReportedOption(name, string.Join(", ", brokers.Select(Quantity.Id))));
            }
        }
    }

    private static string Line(string verb, ImmutableArray<string> arguments) =>
        string.Join(' ', arguments.Select(Quote).Prepend($"rebalancer {verb}"));

    // As POSIX shells read it; what needs no quotes stays readable.
    private static string Quote(string argument) =>
        Plain().IsMatch(argument) ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9_@%+=:,./-]+$")]
    private static partial Regex Plain();
}
