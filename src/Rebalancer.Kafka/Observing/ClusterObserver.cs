using Rebalancer.Kafka.Admin;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Observing;

/// <summary>
/// Looks at the cluster again and again: at the topics that matter each time, at the whole only as often as its health needs.
/// </summary>
/// <remarks>
/// While the cluster does not answer it is asked again: a controller that moves is no failure of a run. Answers from the past do not count
/// (<see cref="LatestTopics"/>). Reading a million partitions takes seconds in which replicas arrive and others could start: health that is
/// due is read beside the looks, and only a problem, or a reading that does not end, makes a look wait for it. Not safe for concurrent use.
/// </remarks>
/// <param name="admin">The cluster.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="topics">The topics that matter.</param>
/// <param name="onNoAnswer">Told what failed, the pause before the next look, and when the patience ends.</param>
internal sealed class ClusterObserver(
    IClusterAdmin admin, TimeProvider time, IReadOnlyCollection<string> topics, Action<string, TimeSpan, DateTimeOffset> onNoAnswer)
{
    /// <summary>How old the whole cluster's health is when it is read again.</summary>
    public static readonly TimeSpan HealthLifetime = TimeSpan.FromSeconds(30);

    /// <summary>How old it is at most, unless the cluster does not answer.</summary>
    public static readonly TimeSpan OldestHealth = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long metadata may disagree with the list of reassignments before that means anything; seen up to 0.11 s, and stale answers for
    /// longer.
    /// </summary>
    public static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(15);

    private readonly LatestTopics _latest = new(admin);
    private ClusterHealth? _health;
    private Task<ClusterHealth>? _reading;

    /// <summary>How long the cluster may not answer before that is a failure; zero, as at first, says so at once.</summary>
    public TimeSpan Patience { get; set; }

    /// <summary>One look at the topics that matter and what is in flight, with the whole cluster's health where it is due.</summary>
    /// <param name="isHealthDoubted">Whether the health is read again however young it is: after a problem.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="KafkaClusterException">The cluster did not answer for as long as the patience lasts.</exception>
    public Task<ClusterView> LookAsync(bool isHealthDoubted, CancellationToken cancellationToken) => AskAsync(
        async token =>
        {
            await RefreshHealthAsync(isHealthDoubted, token).ConfigureAwait(false);
            return await LookOnceAsync(token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>One look at the topics that matter and what is in flight.</summary>
    /// <inheritdoc cref="LookAsync(bool, CancellationToken)"/>
    public Task<ClusterView> LookAsync(CancellationToken cancellationToken) => AskAsync(LookOnceAsync, cancellationToken);

    /// <summary>Asks before the first look, which lists reassignments, whether the cluster has any.</summary>
    /// <exception cref="KafkaClusterException">It takes none; the message says what can be done instead.</exception>
    public async Task EnsureReassignmentsAsync(CancellationToken cancellationToken)
    {
        var cluster = await AskAsync(admin.DescribeClusterAsync, cancellationToken).ConfigureAwait(false);
        if (ReassignmentSupport.WhyNotOffered(cluster) is { } reason)
        {
            throw new KafkaClusterException(KafkaFailure.Unsupported, reason);
        }
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        var pause = s_firstPause;
        while (true)
        {
            try
            {
                return await ask(cancellationToken).ConfigureAwait(false);
            }
            catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
            {
                var waited = time.GetUtcNow() - start;
                if (Patience == TimeSpan.Zero)
                {
                    throw;
                }

                if (waited >= Patience)
                {
                    throw new KafkaClusterException(
                        e.Failure, $"The cluster has not answered for {Quantity.Duration(waited)}: {e.Message}", e);
                }

                onNoAnswer(e.Message, pause, start + Patience);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    private async Task RefreshHealthAsync(bool isDoubted, CancellationToken cancellationToken)
    {
        // One that began before the problem answers nothing any more, and one that was stopped never does.
        if (isDoubted || _reading is { IsCanceled: true })
        {
            _reading = null;
        }

        var age = isDoubted || _health is null ? TimeSpan.MaxValue : time.GetUtcNow() - _health.At;
        if (age >= HealthLifetime)
        {
            _reading ??= ReadHealthAsync(cancellationToken);
        }

        if (_reading is { } reading && (reading.IsCompleted || age >= OldestHealth))
        {
            _reading = null;
            _health = await reading.ConfigureAwait(false);
        }
    }

    private async Task<ClusterHealth> ReadHealthAsync(CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var all = await admin.DescribeTopicsAsync(null, cancellationToken).ConfigureAwait(false);
        return new ClusterHealth(at, [.. ClusterHealth.SickOf(all)]);
    }

    // Reassignments before metadata: a move that ends in between then shows as ended in both or as running, never as lost.
    private async Task<ClusterView> LookOnceAsync(CancellationToken cancellationToken)
    {
        var ongoing = await admin.ListReassignmentsAsync(cancellationToken).ConfigureAwait(false);
        var names = topics.Concat(ongoing.Select(o => o.TopicPartition.Topic))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var cluster = await admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        var described = await _latest.ReadAsync(names, cluster, cancellationToken).ConfigureAwait(false);
        return new ClusterView(cluster, ongoing, described, _health, time.GetUtcNow());
    }
}
