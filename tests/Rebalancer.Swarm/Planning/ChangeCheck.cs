using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Swarm.Planning;

/// <summary>Holds a plan to what was asked, by the lists alone: it shares nothing with planner or verifier.</summary>
internal sealed class ChangeCheck(PlanRequest request, PlanOutcome plan, Action<string> find)
{
    private readonly PlanOptions _options = request.Options;
    private readonly HashSet<int> _live = [.. request.Snapshot.Brokers.Select(b => b.Id).Except(request.Options.Roles.Dead)];

    public void Run()
    {
        var present = request.Snapshot.Topics.SelectMany(t => t.Partitions.Select(p => (Name: new TopicPartition(t.Name, p.Partition), p)))
            .ToDictionary(p => p.Name, p => p.p);
        foreach (var change in plan.Changes)
        {
            Check(change, present[change.TopicPartition]);
        }

        var budget = _options.Budget;
        var bytes = plan.Changes.Sum(c => Gained(c).Count() * (c.Size.IsKnown ? c.Size.Bytes : 0));
        var leaders = plan.Changes.Count(c => c.Before[0] != c.After[0]);
        var moves = plan.Changes.Sum(c => Gained(c).Count());
        Holds(budget.Moves is null || moves <= budget.Moves, $"{moves} moves, {budget.Moves} were allowed");
        Holds(budget.Bytes is null || bytes <= budget.Bytes, $"{bytes} bytes, {budget.Bytes} were allowed");
        Holds(budget.LeaderChanges is null
            || leaders <= budget.LeaderChanges, $"{leaders} leader changes, {budget.LeaderChanges} were allowed");
        Holds(moves == plan.MoveCount, $"the plan counts {plan.MoveCount} moves, its lists have {moves}");
        CheckDraining(present);
    }

    private void Check(PartitionChange change, PartitionSnapshot present)
    {
        var name = change.TopicPartition;
        var roles = _options.Roles;
        Holds(change.Before.SequenceEqual(present.Replicas), $"{name} has another list than the plan says");
        Holds(change.After.Distinct().Count() == change.After.Length, $"{name} is twice on a broker");
        Holds(!change.After.SequenceEqual(change.Before), $"{name} changes to what it is");
        Holds(_options.TopicFilter?.Invoke(name.Topic) ?? true, $"{name} is not selected and changes");
        Holds(_options.PinFilter?.Invoke(name) != true, $"{name} is pinned and changes");
        Holds(
            change.Before.Any(b => request.Snapshot.Brokers.Any(l => l.Id == b)),
                $"{name} has no replica that could be copied, and changes");
        var wanted = _options.Aim == PlanAim.Leaders ? null : _options.ReplicationFactorOf?.Invoke(name.Topic);
        Holds(
            change.After.Length == (wanted ?? change.Before.Length) || (wanted is not null && change.After.Length == change.Before.Length)
                || (wanted is not null && Between(change.After.Length, change.Before.Length, wanted.Value)),
            $"{name} has {change.After.Length} replicas, {wanted ?? change.Before.Length} were wanted");
        var within = _options.BrokersOf?.Invoke(name.Topic);
        foreach (var broker in Gained(change))
        {
            Holds(_live.Contains(broker), $"{name} goes to broker {broker}, which is dead");
            Holds(!roles.Draining.Contains(broker), $"{name} goes to broker {broker}, which is to be emptied");
            Holds(!roles.Cordoned.Contains(broker), $"{name} goes to broker {broker}, which is cordoned");
            Holds(!roles.Excluded.Contains(broker), $"{name} goes to broker {broker}, which is excluded");
            Holds(roles.OnlyTo is not { } only || only.Contains(broker), $"{name} goes to broker {broker}, which may not receive");
            Holds(within is not { } some || some.Contains(broker), $"{name} goes to broker {broker}, which its topic may not use");
        }

        Holds(
            !change.Before.Except(change.After).Any(roles.Excluded.Contains),
                $"{name} leaves an excluded broker: [{Text(change.Before)}] to [{Text(change.After)}]");
        Holds(_options.Aim != PlanAim.Leaders || !Gained(change).Any(), $"{name} moves, and only leaders were to change");
    }

    // With nothing in the way a broker that is to be emptied ends empty: somebody must be able to take what it has.
    private void CheckDraining(Dictionary<TopicPartition, PartitionSnapshot> present)
    {
        if (_options.Roles.Draining.IsEmpty || _options.Aim == PlanAim.Leaders || !_options.Budget.IsUnlimited)
        {
            return;
        }

        var changed = plan.Changes.ToDictionary(c => c.TopicPartition, c => c.After);
        foreach (var (name, partition) in present)
        {
            var after = changed.GetValueOrDefault(name, partition.Replicas);
            var stays = after.Where(_options.Roles.Draining.Contains).ToArray();
            if (stays.Length == 0 || !(_options.TopicFilter?.Invoke(name.Topic) ?? true) || _options.PinFilter?.Invoke(name) == true
                || partition.Leader < 0
                || _options.BrokersOf?.Invoke(name.Topic) is not null)
            {
                continue;
            }

            var takers = _live.Count(b => !after.Contains(b) && !_options.Roles.Draining.Contains(b) && !_options.Roles.Cordoned.Contains(b)
                && !_options.Roles.Excluded.Contains(b) && (_options.Roles.OnlyTo?.Contains(b) ?? true));
            var unwanted = after.Count(b => !_live.Contains(b) || _options.Roles.Draining.Contains(b));
            Holds(takers < unwanted,
                $"{name} [{Text(after)}] stays on broker {stays[0]}, which is to be emptied, and {takers} brokers could take it");
        }
    }

    private static bool Between(int value, int first, int second) => value >= Math.Min(first, second) && value <= Math.Max(first, second);

    private static IEnumerable<int> Gained(PartitionChange change) => change.After.Except(change.Before);

    private static string Text(ImmutableArray<int> list) => string.Join(',', list);

    private void Holds(bool holds, string finding)
    {
        if (!holds)
        {
            find(finding);
        }
    }
}
