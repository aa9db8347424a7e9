using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Observing;

/// <summary>Looks at the cluster, and looks again while it does not answer: a controller that moves is no failure of a run.</summary>
/// <param name="admin">The cluster.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="patience">How long it may not answer.</param>
/// <param name="onNoAnswer">Told what failed, the pause before the next look, and when the patience ends.</param>
internal sealed class ClusterObserver(IClusterAdmin admin, TimeProvider time, TimeSpan patience, Action<string, TimeSpan, DateTimeOffset> onNoAnswer)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(15);

    /// <summary>One look.</summary>
    /// <exception cref="OutageException">The cluster did not answer for as long as the patience lasts.</exception>
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
                if (waited >= patience)
                {
                    throw new OutageException($"The cluster has not answered for {waited:c}: {e.Message}", e);
                }

                onNoAnswer(e.Message, pause, start + patience);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    // Reassignments before metadata: a move that ends in between then shows as ended in both or as running, never as lost.
    private async Task<ClusterView> LookOnceAsync(CancellationToken cancellationToken)
    {
        var ongoing = await admin.ListReassignmentsAsync(cancellationToken).ConfigureAwait(false);
        var topics = await admin.DescribeTopicsAsync(null, cancellationToken).ConfigureAwait(false);
        var cluster = await admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        return new ClusterView(cluster, ongoing, topics, time.GetUtcNow());
    }
}
