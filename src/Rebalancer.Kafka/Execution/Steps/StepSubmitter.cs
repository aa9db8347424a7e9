using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Steps;

/// <summary>
/// Asks for lists, with a record before and after. An answer is no promise: what became of it is judged by the next looks.
/// </summary>
internal sealed class StepSubmitter(RunContext run)
{
    /// <summary>A ZooKeeper controller serves nobody while it works on a call.</summary>
    private const int MostOnZooKeeper = 50;

    /// <summary>KRaft writes at most 10 000 records an operation and answers the rest with an error.</summary>
    private const int MostOnKRaft = 1000;

    public static int MostPerCall(ClusterDescription cluster) => cluster.IsKRaft ? MostOnKRaft : MostOnZooKeeper;

    /// <summary>Asks for the steps of these tasks in one call; those that are accepted, or may have been, are running then.</summary>
    public async Task SubmitAsync(IReadOnlyCollection<(PartitionTask Task, MoveStep Step)> moves, CancellationToken cancellationToken)
    {
        await run.RecordAsync(new MovesSubmitting([.. moves.Select(m => new ListChange(m.Step.TopicPartition, m.Step.From, m.Step.To))]))
            .ConfigureAwait(false);
        Log.Submitting(run.Logger, moves.Count);
        Dictionary<TopicPartition, PartitionResult> results;
        string? failure;
        try
        {
            var changes = moves.Select(m => new ReassignmentChange(m.Step.TopicPartition, m.Step.To)).ToArray();
            (results, failure) = await SendAsync(run, changes, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody knows whether they run: the report must not say that they were not begun.
            foreach (var (task, step) in moves)
            {
                Start(task, step, isCertain: false);
            }

            throw;
        }

        await run.RecordAsync(new MovesSubmitted(
            [.. results.Values.Where(r => r.Error is not null).Select(r => new PartitionProblem(r.TopicPartition, r.Error!.ToString()))],
            failure))
            .ConfigureAwait(false);
        var started = ImmutableArray.CreateBuilder<StartedMove>();
        foreach (var (task, step) in moves)
        {
            var error = results.GetValueOrDefault(task.Partition)?.Error;
            if (failure is null && error is not null && !MayBeApplied(error) && error.Code != KafkaErrorCode.UnknownTopicOrPartition)
            {
                task.RefusedBy = error;
                continue;
            }

            Start(task, step, isCertain: failure is null && error is null);
            started.Add(new StartedMove(task.Partition, step.From, step.To));
        }

        if (failure is not null)
        {
            run.Note(
                true,
                $"No answer to the request for {Quantity.Count(moves.Count, "partition")} ({failure}); checking whether it was "
                    + "carried out.");
        }

        run.Tell(new MovesStarted(run.Now, started.ToImmutable()));
    }

    /// <summary>
    /// Sends changes; a failure of the whole call is a text, not an exception. What was sent may be carried out, so its answer is waited
    /// for.
    /// </summary>
    public static async Task<(Dictionary<TopicPartition, PartitionResult> Results, string? Failure)> SendAsync(
        RunContext run, IReadOnlyList<ReassignmentChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            var results = await run.SendAsync(
                token => run.Admin.AlterReassignmentsAsync(changes, run.Options.AllowReplicationFactorChange, token), cancellationToken)
                    .ConfigureAwait(false);
            return (results.DistinctBy(r => r.TopicPartition).ToDictionary(r => r.TopicPartition), null);
        }
        catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
        {
            return ([], e.Message);
        }
    }

    private void Start(PartitionTask task, MoveStep step, bool isCertain)
    {
        task.Step = step;
        task.State = PartitionState.Running;
        task.StartedAt = run.Now;
        task.OddSince = null;
        task.StallTold = false;
        task.IsTakenOver = false;
        task.IsCertain = isCertain;
    }

    // Not the controller, timed out, or the rest of a call that was too large: asked again if the cluster then shows that nothing happened.
    private static bool MayBeApplied(KafkaError error) => error.IsRetriable || error.Code == KafkaErrorCode.UnknownServerError;
}
