using System.Globalization;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;

namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>Reads throttle values, and remembers in the journal what was there before the first change.</summary>
/// <param name="run">The run.</param>
/// <param name="reads">Asks brokers for their own values without waiting long; null where an answer is worth its time.</param>
internal sealed class ThrottleReader(RunContext run, BrokerReads<ConfigDescription>? reads = null)
{
    /// <summary>Whether a broker was asked and has not answered yet: nothing should be sent to it.</summary>
    public bool IsSilent(ConfigResource broker) => reads?.IsSilent(Id(broker)) == true;

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
            var values = await AskAsync(resources, keys, cancellationToken).ConfigureAwait(false);
            run.Answered?.Invoke();
            return values;
        }
        catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
        {
            run.Note(true, $"Throttle values cannot be read: {e.Message}");
            return [];
        }
    }

    private async Task<IReadOnlyList<ConfigDescription>> AskAsync(
        IReadOnlyCollection<ConfigResource> resources, string[] keys, CancellationToken cancellationToken)
    {
        if (reads is null || resources.Any(r => r.Kind != ConfigResourceKind.Broker))
        {
            return await run.Admin.DescribeConfigsAsync(resources, keys, cancellationToken).ConfigureAwait(false);
        }

        var answers = await reads.AskAsync(
            resources.Select(Id),
            async (id, token) =>
                (await run.Admin.DescribeConfigsAsync([ConfigResource.Broker(id)], keys, token).ConfigureAwait(false)).Single(),
            cancellationToken).ConfigureAwait(false);
        return [.. resources.Select(r => answers.GetValueOrDefault(Id(r))
            ?? new ConfigDescription(r, BrokerReads<ConfigDescription>.NoAnswer, new Dictionary<string, ConfigValue>()))];
    }

    /// <summary>The id of a broker that is a resource.</summary>
    public static int Id(ConfigResource broker) => int.Parse(broker.Name, CultureInfo.InvariantCulture);
}
