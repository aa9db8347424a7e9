using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;
using Rebalancer.Kafka.Reading;
using Rebalancer.Reports;
using Rebalancer.Scheduling;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>Everything that is looked at before the first change. Nothing is changed while it refuses.</summary>
internal static class Preflight
{
    /// <summary>The way out where a list changes the number of replicas of a partition.</summary>
    public const string AllowFactorHint = "Perhaps --allow-replication-factor-change is meant";

    private const int MostNamed = 20;

    /// <summary>What holds for every command: that it is the plan's cluster, and lets us.</summary>
    /// <param name="request">The plan.</param>
    /// <param name="journal">What the journal tells.</param>
    /// <param name="view">The cluster.</param>
    /// <param name="access">Whether the command changes anything.</param>
    /// <param name="setsThrottles">Whether it sets throttles.</param>
    public static List<string> CheckCluster(
        ExecutionRequest request, JournalState journal, ClusterView view, ClusterAccess access, bool setsThrottles)
    {
        var cluster = view.Cluster;
        List<string> refusals = [];
        var planned = request.Plan.ClusterId ?? journal.Last?.ClusterId;
        if (planned is not null && cluster.ClusterId is not null && planned != cluster.ClusterId)
        {
            refusals.Add($"The plan is for cluster {planned}, this is cluster {cluster.ClusterId}. Perhaps --bootstrap-server names "
                + "another cluster.");
        }

        var missing = PermissionCheck.Check(access, cluster, []).Missing.Where(p => setsThrottles || IsNeededWithoutThrottles(p)).ToArray();
        if (missing.Length > 0)
        {
            refusals.Add($"Missing on the cluster: {string.Join(", ", missing.Select(p => p.OperationName))}. Perhaps: kafka-acls --add "
                + $"--allow-principal ... --cluster{Operations(missing)}");
        }

        return refusals;
    }

    /// <summary>
    /// What is missing on the plan's topics: rights, or the sight of them. A topic that does not exist any more is no refusal: its
    /// partitions are left out.
    /// </summary>
    /// <param name="request">The plan.</param>
    /// <param name="view">The cluster.</param>
    /// <param name="setsThrottles">Whether throttles are set.</param>
    public static List<string> CheckTopics(ExecutionRequest request, ClusterView view, bool setsThrottles)
    {
        List<string> refusals = [];
        foreach (var name in request.Plan.Changes.Select(c => c.TopicPartition.Topic).Distinct(StringComparer.Ordinal))
        {
            var topic = view.Answer(name) ?? new TopicDescription(name, null, null, []);
            if (view.Presence(name, null) == TopicPresence.Unseen && topic.Error?.Code != KafkaErrorCode.TopicAuthorizationFailed)
            {
                refusals.Add($"Topic {name}: {view.WhyAbsent(name, TopicPresence.Unseen)}.");
            }
            else if (topic.Error?.Code != KafkaErrorCode.UnknownTopicOrPartition)
            {
                var missing = PermissionCheck.Check(ClusterAccess.Apply, view.Cluster, [topic]).Missing
                    .Where(p => p.Topic is not null && (setsThrottles || IsNeededWithoutThrottles(p))).ToArray();
                if (missing.Length > 0)
                {
                    var what = topic.Error is null ? $"Missing on topic {name}" : $"Topic {name} cannot be seen. Missing on it";
                    refusals.Add($"{what}: {string.Join(", ", missing.Select(p => p.OperationName))}. Perhaps: kafka-acls --add "
                        + $"--allow-principal ... --topic {name}{Operations(missing)}");
                }
            }
        }

        return Named(refusals, "topics");
    }

    private static string Operations(IEnumerable<Permission> permissions) =>
        string.Concat(permissions.Select(p => $" --operation {p.Operation}"));

    private static bool IsNeededWithoutThrottles(Permission permission) =>
        permission.Operation is AclOperation.Alter or AclOperation.Describe
            || permission is { Topic: not null, Operation: AclOperation.DescribeConfigs };

    /// <summary>Partitions that are no longer as the plan found them.</summary>
    /// <param name="kind">Which way it goes: a new plan would undo nothing.</param>
    /// <param name="state">Where every partition stands.</param>
    /// <param name="view">The cluster.</param>
    /// <param name="options">Whether such partitions are left out.</param>
    public static List<string> CheckDrift(ExecutionCommand kind, RunState state, ClusterView view, ExecutionOptions options)
    {
        var moved = OthersReassignments.Of(state, view);
        var add = kind == ExecutionCommand.Undo ? "Add" : "Plan again, or add";
        var drifted = options.SkipDrifted ? [] : state.Drifted.ToList();
        return drifted.Count == 0 ? [] :
        [
            .. Named([.. drifted.Select(t => $"{t.Partition}: {t.Drift}.")], "partitions that are not as planned"),
            .. moved.Length > 0 ? (string[])[OthersReassignments.WayOut(moved)] : [],
            .. moved.Length < drifted.Count
                ? (string[])[$"{add} --skip-drifted to leave out what is not as planned."] : [],
        ];
    }

    /// <summary>What holds before a run that is not a resume: a healthy cluster, targets that can be reached, room for them.</summary>
    public static List<string> CheckMoves(
        ExecutionOptions options,
        ClusterView view,
        RunState state,
        ClusterFacts facts,
        DomainMap domains,
        IReadOnlySet<PartitionTask> leftOut)
    {
        List<(TopicPartition Partition, string Reason)> reasons = [];
        var open = state.Tasks.Where(t => t.IsOpen && !leftOut.Contains(t) && t.Drift is null).ToArray();
        foreach (var task in open)
        {
            if (task.Goal.IsEmpty || task.Goal.Distinct().Count() != task.Goal.Length)
            {
                reasons.Add((task.Partition, $"the target {BrokerLists.Text(task.Goal)} is empty or names a broker twice"));
            }
            else if (ChangesFactor(task) && !options.AllowReplicationFactorChange)
            {
                reasons.Add((task.Partition, $"its target changes the replication factor from {task.Current.Length} to "
                    + $"{task.Goal.Length}. {AllowFactorHint}"));
            }
            else if (task.NextStep(view, domains, options) is { } step
                && PartitionGate.WhyNot(task.Partition, step.From, task.Goal, view, facts.MinIsr, state.Spare) is { } reason)
            {
                reasons.Add((task.Partition, reason));
            }
        }

        // What one cause does to many partitions has one way out: it is told once.
        var refusals = Named(
            [
                .. reasons.GroupBy(r => r.Reason, r => r.Partition, StringComparer.Ordinal).Select(Together),
                .. ClusterGate.WhyHold(view, state, null, options),
            ],
            "findings");
        refusals.AddRange(CheckDestinations(options, open, facts));
        refusals.AddRange(facts.TopicConfigs.Where(c => c.Error is not null && view.Topic(c.Resource.Name) is not null)
            .OrderBy(c => c.Resource.Name, StringComparer.Ordinal)
                .Select(c => $"The configuration of topic {c.Resource.Name} cannot be read: {c.Error}."));
        return refusals;
    }

    // Of a plan that keeps the factor another number of replicas is what a cancelled move left of it, and no wish of anybody's.
    private static bool ChangesFactor(PartitionTask task) =>
        task.Goal.Length != task.Current.Length && task.Change.Before.Length != task.Change.After.Length;

    private static string Together(IGrouping<string, TopicPartition> partitions) => partitions.ToArray() is [var only]
        ? $"{only}: {partitions.Key}."
        : $"Each of {Quantity.Count(partitions.Count(), "partition")} ({FewOfMany.Text([.. partitions])}): {partitions.Key}.";

    private static IEnumerable<string> CheckDestinations(ExecutionOptions options, PartitionTask[] open, ClusterFacts facts)
    {
        var incoming = open.SelectMany(t => BrokerLists.Minus(t.Goal, t.Current).Select(b => (Broker: b, t.Bytes)))
            .ToLookup(m => m.Broker, m => m.Bytes);
        var outgoing = open.SelectMany(t => BrokerLists.Minus(t.Current, t.Goal).Select(b => (Broker: b, t.Bytes)))
            .ToLookup(m => m.Broker, m => m.Bytes);
        foreach (var destination in incoming.OrderBy(g => g.Key))
        {
            if (facts.LogDirs(destination.Key) is not { } dirs)
            {
                continue;
            }

            if (dirs.LogDirs.Count > 0 && dirs.LogDirs.All(d => d.IsCordoned))
            {
                yield return $"Broker {destination.Key} is cordoned: all its log dirs take nothing new.";
            }

            if (SpaceBudget.Room(dirs, options.SpaceReserve) is not { } room)
            {
                continue;
            }

            if (destination.Sum() - outgoing[destination.Key].Sum() is var need && room.Sum() < need)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Broker {destination.Key} has room for {Quantity.Bytes(room.Sum())} beside a reserve of {options.SpaceReserve:P0}; "
                        + $"the plan needs {Quantity.Bytes(need)}.");
            }
            else if (room.Max() < destination.Max())
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"Broker {destination.Key} has room for {Quantity.Bytes(room.Max())} in its roomiest log dir beside a reserve of "
                        + $"{options.SpaceReserve:P0}; the plan's largest replica for it has {Quantity.Bytes(destination.Max())}.");
            }
        }
    }

    private static List<string> Named(List<string> all, string what) =>
        all.Count <= MostNamed
            ? all
            : [.. all.Take(MostNamed), string.Create(CultureInfo.InvariantCulture, $"... and {all.Count - MostNamed} more {what}.")];
}
