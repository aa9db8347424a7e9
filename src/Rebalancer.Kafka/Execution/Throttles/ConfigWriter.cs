using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;

namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>
/// Sets throttle values with a record before and after, and tries again what failed for the moment: setting a value twice does no harm.
/// </summary>
internal sealed class ConfigWriter(RunContext run)
{
    /// <summary>How often something is tried that can go wrong for a moment.</summary>
    public const int Tries = 4;

    /// <summary>How long between two tries.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Sets values; answers what could not be set.</summary>
    /// <param name="values">The values.</param>
    /// <param name="confirm">
    /// Looks whether the cluster shows those that were taken, before the journal says that they are set, and answers which it does not;
    /// null for no look.
    /// </param>
    /// <param name="tries">
    /// How often they are sent; once where others may change what they were made from, so that it has to be read again.
    /// </param>
    /// <param name="cancellationToken">Stops between two tries.</param>
    public async Task<ImmutableArray<ResourceProblem>> WriteAsync(
        IReadOnlyCollection<ThrottleValue> values, Func<List<ThrottleValue>, Task<IEnumerable<ResourceProblem>>>? confirm,
        int tries, CancellationToken cancellationToken)
    {
        if (values.Count == 0)
        {
            return [];
        }

        await run.RecordAsync(new ThrottlesSetting([.. values])).ConfigureAwait(false);
        Dictionary<ConfigResource, string> failed = [];
        var open = values.Where(v => v.IsSent).ToList();
        for (var attempt = 1; attempt <= tries && open.Count > 0; attempt++)
        {
            if (attempt > 1)
            {
                await run.DelayAsync(Pause, cancellationToken).ConfigureAwait(false);
            }

            failed.Clear();
            foreach (var (resource, error) in await SendAsync(open, cancellationToken).ConfigureAwait(false))
            {
                failed[resource] = error;
            }

            open.RemoveAll(v => !failed.ContainsKey(v.Resource));
        }

        List<ResourceProblem> found = [.. failed.Select(f => new ResourceProblem(f.Key, f.Value))];
        if (confirm is not null)
        {
            found.AddRange(await confirm([.. values.Where(v => v.IsSent && !failed.ContainsKey(v.Resource))]).ConfigureAwait(false));
        }

        ImmutableArray<ResourceProblem> problems =
            [.. found.OrderBy(f => f.Resource.Kind).ThenBy(f => f.Resource.Name, StringComparer.Ordinal)];
        await run.RecordAsync(new ThrottlesSet(problems)).ConfigureAwait(false);
        return problems;
    }

    private async Task<List<(ConfigResource, string)>> SendAsync(List<ThrottleValue> values, CancellationToken cancellationToken)
    {
        try
        {
            var changes = values.Select(v => new ConfigChange(v.Resource, v.Key, v.Value)).ToArray();
            var results = await run.Admin.AlterConfigsAsync(changes, cancellationToken).ConfigureAwait(false);
            run.Answered?.Invoke();

            // A topic that was deleted took its lists along: nothing is left to do there.
            return [.. results.Where(r => r.Error is not null && r.Error.Code != KafkaErrorCode.UnknownTopicOrPartition)
                .Select(r => (r.Resource, r.Error!.ToString()))];
        }
        catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
        {
            return [.. values.Select(v => (v.Resource, e.Message)).Distinct()];
        }
    }
}
