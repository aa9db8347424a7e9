using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;


namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>Reads throttle values, and remembers in the journal what was there before the first change.</summary>
internal sealed class ThrottleReader(RunContext run)
{
    /// <summary>Present values of some resources; a resource that cannot be read is absent, and told.</summary>
    public async Task<Dictionary<(ConfigResource Resource, string Key), ConfigValue?>> ReadAsync(
        IReadOnlyCollection<ConfigResource> resources, string[] keys, CancellationToken cancellationToken)
    {
        Dictionary<(ConfigResource, string), ConfigValue?> values = [];
        if (resources.Count == 0)
        {
            return values;
        }

        foreach (var description in await DescribeAsync(resources, keys, cancellationToken).ConfigureAwait(false))
        {
            if (description.Error is { } error)
            {
                if (error.Code != KafkaErrorCode.UnknownTopicOrPartition)
                {
                    run.NoteEach(true, "Throttle values cannot be read",
                        $"{description.Resource.Kind.ToString().ToLowerInvariant()} {description.Resource.Name} ({error})");
                }

                continue;
            }

            foreach (var key in keys)
            {
                values[(description.Resource, key)] = description.Entries.GetValueOrDefault(key);
            }
        }

        return values;
    }

    /// <summary>Notes values in the journal that are touched for the first time, and rates that somebody else has set since.</summary>
    public async ValueTask RememberAsync(Dictionary<(ConfigResource Resource, string Key), ConfigValue?> values)
    {
        var found = values.Where(v => !run.Journal.Throttles.TryGetValue(v.Key, out var own) || IsOfOthers(own, v.Value))
            .Select(v => FoundThrottle.Of(v.Key.Resource, v.Key.Key, v.Value))
            .OrderBy(f => f.Resource.Kind).ThenBy(f => f.Resource.Name, StringComparer.Ordinal).ThenBy(f => f.Key, StringComparer.Ordinal)
            .ToArray();
        if (found.Length > 0)
        {
            await run.RecordAsync(new ThrottlesFound([.. found])).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a rate is neither what was found nor what we ever set: somebody else set it in the meantime.</summary>
    public static bool IsOfOthers(OwnThrottle own, ConfigValue? present) =>
        present is { Source: ConfigSource.DynamicBroker, IsSensitive: false, Value: { } value } && value != own.Found.Value
            && !own.Values.Contains(value);

    private async Task<IReadOnlyList<ConfigDescription>> DescribeAsync(
        IReadOnlyCollection<ConfigResource> resources, string[] keys, CancellationToken cancellationToken)
    {
        try
        {
            var values = await run.Admin.DescribeConfigsAsync(resources, keys, cancellationToken).ConfigureAwait(false);
            run.Answered?.Invoke();
            return values;
        }
        catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
        {
            run.Note(true, $"Throttle values cannot be read: {e.Message}");
            return [];
        }
    }
}
