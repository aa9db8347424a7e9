using Rebalancer.Kafka.Execution.Runs;

namespace Rebalancer.Kafka.Execution.Monitoring;

/// <summary>Looks at the cluster, and looks again while it does not answer: a controller that moves is no failure of a run.</summary>
internal sealed class ClusterReader(RunContext run)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(15);

    /// <summary>One look.</summary>
    /// <exception cref="OutageException">The cluster did not answer for <see cref="ExecutionOptions.HoldTimeout"/>.</exception>
    public async Task<ClusterView> ReadAsync(CancellationToken cancellationToken)
    {
        var start = run.Now;
        var pause = s_firstPause;
        while (true)
        {
            try
            {
                return await ReadOnceAsync(run, cancellationToken).ConfigureAwait(false);
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
    private static async Task<ClusterView> ReadOnceAsync(RunContext run, CancellationToken cancellationToken)
    {
        var ongoing = await run.Admin.ListReassignmentsAsync(cancellationToken).ConfigureAwait(false);
        var topics = await run.Admin.DescribeTopicsAsync(null, cancellationToken).ConfigureAwait(false);
        var cluster = await run.Admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        return new ClusterView(cluster, ongoing, topics, run.Now);
    }
}
