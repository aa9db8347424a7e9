using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Runs;

namespace Rebalancer.Kafka.Execution.Monitoring;

/// <summary>Looks at the cluster, and looks again while it does not answer: a controller that moves is no failure of a run.</summary>
internal sealed class ClusterReader(RunContext run)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(15);

    /// <summary>One look.</summary>
    /// <exception cref="OutageException">The cluster did not answer for <see cref="ExecutionOptions.HoldTimeout"/>.</exception>
    public Task<ClusterView> ReadAsync(CancellationToken cancellationToken) => AskAsync(ReadOnceAsync, cancellationToken);

    /// <summary>Asks before the first look, which lists reassignments, whether the cluster has any.</summary>
    /// <exception cref="KafkaClusterException">It takes none; the message says what can be done instead.</exception>
    public async Task EnsureReassignmentsAsync(CancellationToken cancellationToken)
    {
        var cluster = await AskAsync(run.Admin.DescribeClusterAsync, cancellationToken).ConfigureAwait(false);
        if (ReassignmentSupport.WhyNotOffered(cluster) is { } reason)
        {
            throw new KafkaClusterException(KafkaFailure.Unsupported, reason);
        }
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var start = run.Now;
        var pause = s_firstPause;
        while (true)
        {
            try
            {
                return await ask(cancellationToken).ConfigureAwait(false);
            }
            catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
            {
                if (run.Now - start >= run.Options.HoldTimeout)
                {
                    throw new OutageException($"The cluster has not answered for {run.Now - start:c}: {e.Message}", e);
                }

                Log.NoAnswer(run.Logger, pause, e.Message);
                run.Note(true, $"The cluster does not answer: {e.Message} Asking again until {start + run.Options.HoldTimeout:u}.");
                await run.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    // Reassignments before metadata: a move that ends in between then shows as ended in both or as running, never as lost.
    private async Task<ClusterView> ReadOnceAsync(CancellationToken cancellationToken)
    {
        var ongoing = await run.Admin.ListReassignmentsAsync(cancellationToken).ConfigureAwait(false);
        var topics = await run.Admin.DescribeTopicsAsync(null, cancellationToken).ConfigureAwait(false);
        var cluster = await run.Admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        return new ClusterView(cluster, ongoing, topics, run.Now);
    }
}
