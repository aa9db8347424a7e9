using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.State;

namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>Notices rates that others change or remove while a plan runs: what is copied then goes at their rate, or at none.</summary>
/// <param name="run">The run.</param>
/// <param name="reader">Reads rates.</param>
/// <param name="set">The rates that the run has set; those that are no longer there are taken out, so that they are set again.</param>
internal sealed class RateWatch(
    RunContext run, ThrottleReader reader, Dictionary<(ConfigResource Resource, string Key), string> set)
{
    /// <summary>One request to each broker, so not with every look.</summary>
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);

    /// <summary>A broker that has just come up may show for a moment what was set before.</summary>
    private static readonly TimeSpan s_secondLook = TimeSpan.FromSeconds(1);

    private const int MostTimes = 3;

    private readonly Dictionary<ConfigResource, int> _times = [];
    private DateTimeOffset _next = run.Now + s_every;

    /// <summary>Looks whether the rates are still there, if it is time to.</summary>
    /// <param name="brokers">Brokers that are up.</param>
    /// <param name="cancellationToken">Stops between two calls.</param>
    /// <returns>Who works against the run so often that it stops, or null.</returns>
    public async Task<ThrottleProblem?> LookAsync(ConfigResource[] brokers, CancellationToken cancellationToken)
    {
        if (run.Now < _next)
        {
            return null;
        }

        _next = run.Now + s_every;
        var changed = await ChangedAsync([.. brokers.Where(IsSet)], cancellationToken).ConfigureAwait(false);
        if (changed.Count > 0)
        {
            await run.DelayAsync(s_secondLook, cancellationToken).ConfigureAwait(false);
            changed = await ChangedAsync([.. changed.Select(c => c.Key.Resource).Distinct()], cancellationToken).ConfigureAwait(false);
        }

        foreach (var (key, found) in changed)
        {
            set.Remove(key);
            run.NoteEach(
                true, "Throttle rates that others changed or removed while the plan runs are set again",
                $"broker {key.Resource.Name} {key.Key}{(found is null ? " removed" : $"={found}")}");
        }

        foreach (var resource in changed.Select(c => c.Key.Resource).Distinct())
        {
            _times[resource] = _times.GetValueOrDefault(resource) + 1;
            if (_times[resource] > MostTimes)
            {
                return new ThrottleProblem(
                    $"Somebody keeps changing the throttle rates of broker {resource.Name}: they were set again {MostTimes} times.",
                    IsFinal: true);
            }
        }

        return null;
    }

    /// <summary>Whether somebody has changed the rates of a broker, which was said then.</summary>
    public bool HasSeen(ConfigResource broker) => _times.ContainsKey(broker);

    private bool IsSet(ConfigResource broker) => ThrottleKeys.Rates.Any(key => set.ContainsKey((broker, key)));

    /// <summary>Rates of ours that are no longer there, with what is there now; what cannot be read is not changed.</summary>
    private async Task<List<((ConfigResource Resource, string Key) Key, string? Found)>> ChangedAsync(
        ConfigResource[] brokers, CancellationToken cancellationToken)
    {
        var present = await reader.ReadAsync(brokers, ThrottleKeys.Rates, cancellationToken).ConfigureAwait(false);
        return
        [
            .. present
                .Where(p => set.TryGetValue(p.Key, out var ours) && p.Value is not { IsSensitive: true } && p.Value?.Value != ours)
                .Select(p => (p.Key, p.Value?.Value))
                .OrderBy(c => c.Key.Resource.Name, StringComparer.Ordinal).ThenBy(c => c.Key.Key, StringComparer.Ordinal),
        ];
    }
}
