namespace Rebalancer.Kafka.Execution.State;

/// <summary>Requests whose answers nobody waits for any more.</summary>
internal static class LateAnswers
{
    /// <summary>Takes note of a failure that comes late, so that nobody reports it as unobserved.</summary>
    public static void Ignore(Task request) => _ = request.ContinueWith(
        late => late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
