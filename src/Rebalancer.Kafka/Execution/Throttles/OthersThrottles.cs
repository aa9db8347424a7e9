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
    /// <summary>
    /// Tells of them, of those that fit the plan in a line of their own. A look needs no right to read rates: without it they are nothing
    /// to tell of.
    /// </summary>
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
        HashSet<string> throttled = [];
        foreach (var ((resource, key), value) in present.OrderBy(p => Array.IndexOf(resources, p.Key.Resource))
            .ThenBy(p => p.Key.Key, StringComparer.Ordinal))
        {
            var own = run.Journal.KnownThrottle((resource, key), run.Now);
            var found = FoundThrottle.Of(resource, key, value);
            if (IsOfOthers(own, found))
            {
                run.NoteEach(
                    false, "Throttle values are set that this plan directory did not set"
                        + (Fits(own, found) ? " and that fit this plan (perhaps set from another directory)" : ""),
                    ThrottleKeys.Name(resource, key));
            }
        }

        // Lists come first: they name the brokers whose rates belong to them.
        bool Fits(OwnThrottle? own, FoundThrottle found)
        {
            if (found.Resource.Kind == ConfigResourceKind.Broker)
            {
                return throttled.Contains(found.Resource.Name);
            }

            var rest = ThrottledReplicas.Parse(Rest(own, found.Value));
            if (rest.IsEmpty || !rest.All(EntriesOf(found.Resource.Name).Contains))
            {
                return false;
            }

            throttled.UnionWith(rest.Select(entry => entry[(entry.IndexOf(':', StringComparison.Ordinal) + 1)..]));
            return true;
        }

        HashSet<string> EntriesOf(string topic) =>
        [
            .. changes.Where(c => c.TopicPartition.Topic == topic).SelectMany(
                c => c.Before.Concat(c.After).Select(broker => ThrottledReplicas.Entry(c.TopicPartition.Partition, broker))),
        ];
    }

    // A hidden rate may be the one that was set from here.
    private static bool IsOfOthers(OwnThrottle? own, FoundThrottle present) =>
        present is { IsSet: true, IsHidden: true } ? own is null
        : present is { IsSet: true, Value: { Length: > 0 } value }
            && (own is null
                || (!own.Values.Contains(value)
                    && (present.Resource.Kind == ConfigResourceKind.Broker || Rest(own, value) is { Length: > 0 })));

    // What of a list is not ours.
    private static string? Rest(OwnThrottle? own, string? value) =>
        own is null ? value : ThrottledReplicas.Replace(value, own.Found.Value, own.Own, []);
}
