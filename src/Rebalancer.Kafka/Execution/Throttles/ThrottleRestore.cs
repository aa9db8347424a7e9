using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>Gives back every throttle value that the journal says is ours: lists first, then rates. Safe to repeat.</summary>
internal sealed class ThrottleRestore(RunContext run)
{
    private const int Looks = 10;
    private const int ReadTries = 4;
    private static readonly TimeSpan s_readPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<(ConfigResource Resource, string Key)> _othersNow = [];

    /// <summary>Gives everything back.</summary>
    /// <returns>What is left, with the reason; empty when the cluster is as it was.</returns>
    public async Task<ImmutableArray<string>> AllAsync(ClusterView view, CancellationToken cancellationToken)
    {
        if (run.Journal.Throttles.Count == 0)
        {
            return [];
        }

        FoundThrottle[] rates = [.. run.Journal.Throttles.Values.Where(
            t => t is { Found: { Resource.Kind: ConfigResourceKind.Broker, IsSet: true }, Values.IsEmpty: false }).Select(t => t.Found)];
        var left = new List<string>();
        await RestoreAsync(ConfigResourceKind.Topic, ThrottleKeys.Lists, view, left, cancellationToken).ConfigureAwait(false);
        await RestoreAsync(ConfigResourceKind.Broker, ThrottleKeys.Rates, view, left, cancellationToken).ConfigureAwait(false);
        if (left.Count == 0)
        {
            // The run that replaced them may have been another one.
            run.RewordNotes(Throttler.RatesReplaced, Throttler.RatesPutBack);
            foreach (var found in rates.Where(f => f.Value is not null && !_othersNow.Contains((f.Resource, f.Key))))
            {
                run.NoteEach(false, Throttler.RatesPutBack, Throttler.RateOfOthers(found));
            }
        }

        return [.. left];
    }

    private async Task RestoreAsync(
        ConfigResourceKind kind, string[] keys, ClusterView view, List<string> left, CancellationToken cancellationToken)
    {
        var ours = run.Journal.Throttles.Where(t => t.Key.Resource.Kind == kind).Select(t => t.Value)
            .OrderBy(t => t.Found.Resource.Name, StringComparer.Ordinal).ThenBy(t => t.Found.Key, StringComparer.Ordinal).ToArray();
        var reachable = ours.Select(t => t.Found.Resource).Where(r => IsReachable(r, view)).Distinct().ToArray();
        var (values, unread) = await MakeAsync(ours, reachable, keys, cancellationToken).ConfigureAwait(false);
        foreach (var (resource, key) in unread.Select(own => (own.Found.Resource, own.Found.Key)))
        {
            if (kind == ConfigResourceKind.Topic && view.Presence(resource.Name, null) == TopicPresence.Gone)
            {
                // The topic is gone, and its lists with it: nothing to send, but the journal may forget them.
                values.Add(new ThrottleValue(resource, key, null, [], Restores: true) { IsSent = false });
            }
            else
            {
                left.Add($"{ThrottleKeys.Name(resource, key)}: " + (kind == ConfigResourceKind.Topic && view.Topic(resource.Name) is null
                    ? $"{view.WhyAbsent(resource.Name, TopicPresence.Unseen)}; run 'unthrottle' when it can be."
                    : "it is not up or does not answer; run 'unthrottle' when it is back."));
            }
        }

        var failed = await PutBackAsync(kind, values, keys, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; attempt < ConfigWriter.Tries && kind == ConfigResourceKind.Topic && !failed.IsEmpty; attempt++)
        {
            // A list that was not taken is made anew from what is there then: somebody may have added entries meanwhile.
            await run.DelayAsync(ConfigWriter.Pause, cancellationToken).ConfigureAwait(false);
            (values, _) = await MakeAsync(ours, [.. failed.Select(f => f.Resource)], keys, cancellationToken).ConfigureAwait(false);
            if (values.Count == 0)
            {
                break;
            }

            ImmutableArray<ResourceProblem> untried = [.. failed.Where(f => values.TrueForAll(v => v.Resource != f.Resource))];
            failed = [.. untried, .. await PutBackAsync(kind, values, keys, cancellationToken).ConfigureAwait(false)];
        }

        foreach (var problem in failed)
        {
            left.Add($"The throttle of {problem.Resource.Kind.ToString().ToLowerInvariant()} {problem.Resource.Name}: {problem.Error}");
        }
    }

    // The values that give back what is ours on some resources, made from what is there now, and those of ours that cannot be read there.
    private async Task<(List<ThrottleValue> Values, OwnThrottle[] Unread)> MakeAsync(
        OwnThrottle[] ours, ConfigResource[] resources, string[] keys, CancellationToken cancellationToken)
    {
        var present = await ReadAsync(resources, keys, cancellationToken).ConfigureAwait(false);
        List<ThrottleValue> values = [];
        List<OwnThrottle> unread = [];
        foreach (var own in ours)
        {
            if (!present.TryGetValue((own.Found.Resource, own.Found.Key), out var value))
            {
                unread.Add(own);
            }
            else
            {
                values.Add(own.Found.Resource.Kind == ConfigResourceKind.Topic ? List(own, value) : Rate(own, value));
            }
        }

        return (values, [.. unread]);
    }

    // A broker may show our values for a moment longer: what were forgotten before it does not could be taken for somebody's by whoever
    // looks next.
    private Task<ImmutableArray<ResourceProblem>> PutBackAsync(
        ConfigResourceKind kind, IReadOnlyCollection<ThrottleValue> values, string[] keys, CancellationToken cancellationToken) =>
        new ConfigWriter(run).WriteAsync(
            values, sent => ReadBackAsync(sent, keys, cancellationToken), kind == ConfigResourceKind.Topic ? 1 : ConfigWriter.Tries,
            cancellationToken);

    // An answer that is lost says nothing about what is set: it is asked for again before anything counts as left.
    private async Task<Dictionary<(ConfigResource Resource, string Key), ConfigValue?>> ReadAsync(
        ConfigResource[] resources, string[] keys, CancellationToken cancellationToken)
    {
        var present = await new ThrottleReader(run).ReadAsync(resources, keys, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; attempt < ReadTries; attempt++)
        {
            ConfigResource[] missing = [.. resources.Where(r => !present.ContainsKey((r, keys[0])))];
            if (missing.Length == 0)
            {
                break;
            }

            await run.DelayAsync(s_readPause, cancellationToken).ConfigureAwait(false);
            foreach (var (key, value) in await new ThrottleReader(run).ReadAsync(missing, keys, cancellationToken).ConfigureAwait(false))
            {
                present[key] = value;
            }
        }

        return present;
    }

    private async Task<IEnumerable<ResourceProblem>> ReadBackAsync(
        List<ThrottleValue> values, string[] keys, CancellationToken cancellationToken)
    {
        HashSet<ConfigResource> unread = [];
        for (var look = 0; look < Looks && values.Count > 0; look++)
        {
            if (look > 0)
            {
                await run.DelayAsync(s_pause, cancellationToken).ConfigureAwait(false);
            }

            var present = await new ThrottleReader(run)
                .ReadAsync([.. values.Select(v => v.Resource).Distinct()], keys, cancellationToken).ConfigureAwait(false);

            values = [.. values.Where(v => !present.TryGetValue((v.Resource, v.Key), out var value)
                || (Set(value) != v.Value && value is not { IsSensitive: true }))];
            unread = [.. values.Where(v => !present.ContainsKey((v.Resource, v.Key))).Select(v => v.Resource)];
        }

        // What cannot be read any more was taken, as its answer said: a topic that is gone, or a broker that went down since.
        return values.Where(v => !unread.Contains(v.Resource)).GroupBy(v => v.Resource).Select(group => new ResourceProblem(
            group.Key, string.Join(
                "; ", group.Select(v => $"{v.Key} is not '{v.Value}' after it was put back")) + ". Perhaps somebody else sets it too."));
    }

    private static string? Set(ConfigValue? value) =>
        value is { Source: ConfigSource.DynamicTopic or ConfigSource.DynamicBroker } ? value.Value : null;

    private static bool IsReachable(ConfigResource resource, ClusterView view) =>
        resource.Kind == ConfigResourceKind.Topic
            ? view.Topic(resource.Name) is not null
            : view.Cluster.Brokers.Any(b => ConfigResource.Broker(b.Id) == resource);

    // What we set is sent away whatever was just read: a broker may show an old value for a moment.
    private static ThrottleValue List(OwnThrottle own, ConfigValue? present)
    {
        var rest = ThrottledReplicas.Replace(present?.Value, own.Found.Value, own.Own, []);
        return new ThrottleValue(
            own.Found.Resource,
            own.Found.Key,
            rest.Length > 0 || own.Found.IsSet ? rest : null,
            [],
            Restores: true)
        { IsSent = !own.Values.IsEmpty };
    }

    private ThrottleValue Rate(OwnThrottle own, ConfigValue? present)
    {
        var found = own.Found;
        var wanted = new ThrottleValue(found.Resource, found.Key, found.IsSet ? found.Value : null, [], Restores: true);
        if (own.Values.IsEmpty)
        {
            return wanted with { IsSent = false };
        }

        if (ThrottleReader.IsOfOthers(own, present))
        {
            _othersNow.Add((found.Resource, found.Key));
            run.NoteEach(true, "Rates that this tool did not set are left as they are",
                $"broker {found.Resource.Name} {found.Key}={present!.Value}");
            return wanted with { IsSent = false };
        }

        return wanted;
    }
}
