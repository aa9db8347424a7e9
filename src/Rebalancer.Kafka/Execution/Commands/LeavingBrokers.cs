using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;
using Rebalancer.Plans;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Commands;

/// <summary>Looks whether the brokers that a plan was to empty are empty now, and if not, what is left there and why.</summary>
internal static class LeavingBrokers
{
    private const int Named = 5;

    /// <summary>One sentence for each broker that was to end empty; none where the plan has no such broker.</summary>
    /// <param name="admin">The cluster.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="options">What it was asked for; null where that is not known.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <remarks>A cluster that cannot be seen, or a stop, is a sentence and no exception: the run itself is over.</remarks>
    public static async Task<ImmutableArray<LeavingBroker>> LookAsync(
        IClusterAdmin admin, PlanManifest plan, PlanManifestOptions? options, CancellationToken cancellationToken)
    {
        var leaving = Of(options);
        if (leaving.IsEmpty)
        {
            return [];
        }

        IReadOnlyList<TopicDescription> topics;
        try
        {
            topics = await admin.DescribeTopicsAsync(null, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaClusterException e)
        {
            return Unknown(leaving, $"It could not be checked whether {Are(leaving)} empty: {e.Message}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Unknown(leaving, $"The command was stopped before it checked whether {Are(leaving)} empty.");
        }

        var planned = plan.Changes.Select(c => c.TopicPartition).ToHashSet();
        var unseen = topics.Count(t => t.Error is not null);
        return [.. leaving.Select(broker => Of(broker, topics, planned, unseen))];
    }

    private static ImmutableArray<LeavingBroker> Unknown(ImmutableArray<int> brokers, string text) =>
        [.. brokers.Select((broker, i) => new LeavingBroker(broker, null, i == 0 ? text : ""))];

    /// <summary>What the plan was asked for, or null; the journal does not keep it, the plan's own file does.</summary>
    /// <param name="request">The plan.</param>
    public static PlanManifestOptions? OptionsOf(ExecutionRequest request)
    {
        var options = request.Plan.Options;
        if (options is null && File.Exists(Path.Combine(request.Directory, PlanDirectory.ManifestFileName)))
        {
            try
            {
                var written = PlanDirectory.Read(request.Directory);
                options = written.Fingerprint == request.Plan.Fingerprint ? written.Options : null;
            }
            catch (InputException)
            {
                // Another file stands there by now: what it says is not about this plan.
            }
        }

        return options;
    }

    /// <summary>Brokers that the plan drains or replaces, ascending.</summary>
    private static ImmutableArray<int> Of(PlanManifestOptions? options) => options is null ? []
        : [.. options.Roles.Draining.Concat(options.Replacements.Select(r => r.OldBroker)).Distinct().Order()];

    private static string Are(ImmutableArray<int> brokers) =>
        brokers.Length == 1 ? $"broker {brokers[0]} is" : $"brokers {string.Join(", ", brokers)} are";

    private static LeavingBroker Of(int broker, IReadOnlyList<TopicDescription> topics, HashSet<Cluster.TopicPartition> planned, int unseen)
    {
        var held = (from topic in topics
                    from partition in topic.Partitions
                    where partition.Replicas.Contains(broker)
                    let name = new Cluster.TopicPartition(topic.Name, partition.Partition)
                    orderby name
                    select name).ToList();
        var seen = unseen == 0
            ? ""
            : $", as far as can be seen: {Quantity.Count(unseen, "topic")} could not be read";
        if (held.Count == 0)
        {
            return unseen == 0
                ? new(broker, true, $"Broker {broker} is empty and can be stopped.")
                : new(broker, null, $"Broker {broker} is empty{seen}.");
        }

        var ofPlan = held.Count(planned.Contains);
        var others = held.Count - ofPlan;
        var why = others == 0 ? "the plan's own partitions"
            : ofPlan == 0 ? "partitions that the plan does not change: left alone by it, or created since"
            : $"{Quantity.Count(ofPlan)} of the plan's own partitions and {Quantity.Count(others)} that it does not change: left alone by "
                + "it, or created since";
        return new(broker, false, $"Broker {broker} is not empty: it holds {Quantity.Count(held.Count, "replica")} "
            + $"({string.Join(", ", held.Take(Named))}{(held.Count > Named ? ", ..." : "")}), {why}{seen}.");
    }
}

/// <summary>A broker that a plan was to empty.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsEmpty">Whether it holds nothing; null where that could not be seen, or not whole.</param>
/// <param name="Text">The same in a sentence; empty where an earlier one says it.</param>
internal sealed record LeavingBroker(int Id, bool? IsEmpty, string Text);
