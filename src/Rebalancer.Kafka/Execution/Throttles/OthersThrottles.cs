using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>
/// Throttle values on the plan's topics and brokers of which the journal knows nothing, such as those of a run in another copy of the plan
/// directory.
/// </summary>
internal static class OthersThrottles
{
    /// <summary>Tells of them in one line. A look needs no right to read rates: without it they are nothing to tell of.</summary>
    public static async Task NoteAsync(RunContext run, ClusterView view, CancellationToken cancellationToken)
    {
        var changes = run.Request.Plan.Changes;
        var mayReadRates = view.Cluster.AuthorizedOperations?.Contains(AclOperation.DescribeConfigs) != false;
        ConfigResource[] resources =
        [
            .. changes.Select(c => c.TopicPartition.Topic).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Where(t => view.Topic(t) is not null).Select(ConfigResource.Topic),
            .. changes.SelectMany(c => c.Before.Concat(c.After)).Distinct().Order()
                .Where(b => mayReadRates && view.IsLive(b)).Select(ConfigResource.Broker),
        ];
        var present = await new ThrottleReader(run).ReadAsync(
            resources, [.. ThrottleKeys.Lists, .. ThrottleKeys.Rates], cancellationToken).ConfigureAwait(false);
        foreach (var ((resource, key), value) in present.OrderBy(p => Array.IndexOf(resources, p.Key.Resource))
            .ThenBy(p => p.Key.Key, StringComparer.Ordinal))
        {
            if (IsOfOthers(run.Journal.KnownThrottle((resource, key), run.Now), FoundThrottle.Of(resource, key, value)))
            {
                run.NoteEach(false, "Throttle values are set that this plan directory did not set", ThrottleKeys.Name(resource, key));
            }
        }
    }

    // A hidden rate may be the one that was set from here.
    private static bool IsOfOthers(OwnThrottle? own, FoundThrottle present) =>
        present is { IsSet: true, IsHidden: true } ? own is null
        : present is { IsSet: true, Value: { Length: > 0 } value }
            && (own is null
                || (!own.Values.Contains(value) && (present.Resource.Kind == ConfigResourceKind.Broker
                    || ThrottledReplicas.Replace(value, own.Found.Value, own.Own, []).Length > 0)));
}
