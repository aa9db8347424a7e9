using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;

namespace Rebalancer.Kafka.Execution.Elections;

/// <summary>
/// Elects preferred leaders where the leader is another and the preferred one is in sync. Only after the throttles are off.
/// </summary>
internal sealed class Elector(RunContext run)
{
    private const int Rounds = 8;
    private static readonly TimeSpan s_betweenGroups = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenRounds = TimeSpan.FromSeconds(5);

    /// <summary>Elects.</summary>
    /// <param name="partitions">Partitions whose first replica should lead.</param>
    /// <param name="cancellationToken">Stops between two groups.</param>
    /// <returns>Partitions that have another leader still, sorted.</returns>
    public async Task<ImmutableArray<TopicPartition>> ElectAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            var needed = partitions.Where(p => NeedsElection(view.Partition(p))).Order().ToArray();
            if (needed.Length == 0 || round > Rounds)
            {
                return [.. needed];
            }

            if (round > 1)
            {
                await run.DelayAsync(s_betweenRounds, cancellationToken).ConfigureAwait(false);
                view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            }

            var ready = needed.Select(p => (Partition: p, View: view.Partition(p)))
                .Where(p => p.View is not null && p.View.Isr.Contains(p.View.Replicas[0]));
            foreach (var group in ElectionGroups.Split(ready.Select(p => (p.Partition, p.View!.Replicas[0]))))
            {
                await ElectGroupAsync([.. group.Select(g => g.Partition)], cancellationToken).ConfigureAwait(false);
                await run.DelayAsync(s_betweenGroups, cancellationToken).ConfigureAwait(false);
                await WaitForLeadersAsync(group, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool NeedsElection(PartitionDescription? partition) =>
        partition is { Replicas.Length: > 0 } && partition.Leader != partition.Replicas[0];

    private async Task ElectGroupAsync(ImmutableArray<TopicPartition> group, CancellationToken cancellationToken)
    {
        await run.RecordAsync(new LeadersElecting(group)).ConfigureAwait(false);
        ImmutableArray<PartitionProblem> refused;
        try
        {
            var results = await run.SendAsync(token => run.Admin.ElectPreferredLeadersAsync(group, token), cancellationToken)
                .ConfigureAwait(false);
            refused = [.. results.Where(r => r.Error is not null and not { Code: KafkaErrorCode.ElectionNotNeeded })
                .Select(r => new PartitionProblem(r.TopicPartition, r.Error!.ToString()))];
        }
        catch (KafkaClusterException e) when (e.Failure is KafkaFailure.Unreachable or KafkaFailure.TimedOut)
        {
            refused = [.. group.Select(p => new PartitionProblem(p, e.Message))];
        }

        await run.RecordAsync(new LeadersElected(refused)).ConfigureAwait(false);
        run.Tell(new PreferredLeadersElected(run.Now, group.Length, refused.Length));
    }

    // The next group waits while a partition of the last one has no leader: the cluster is still busy with it.
    private async Task WaitForLeadersAsync(List<(TopicPartition Partition, int Leader)> group, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Rounds; look++)
        {
            var view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            if (group.TrueForAll(g => view.Partition(g.Partition) is not { Leader: < 0 }))
            {
                return;
            }

            await run.DelayAsync(s_betweenGroups, cancellationToken).ConfigureAwait(false);
        }
    }
}
