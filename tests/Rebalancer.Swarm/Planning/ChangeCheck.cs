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
        var after = present.ToDictionary(p => p.Key, p => p.Value.Replicas);
        foreach (var change in plan.Changes)
        {
            after[change.TopicPartition] = change.After;
        }

        foreach (var (name, partition) in present.Where(p => MayChange(p.Key)))
        {
            CheckFactor(name, partition, after[name]);
            CheckDraining(name, partition, after[name]);
        }
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

    private bool MayChange(TopicPartition name) => _options.Aim != PlanAim.Leaders && _options.Budget.IsUnlimited
        && (_options.TopicFilter?.Invoke(name.Topic) ?? true) && _options.PinFilter?.Invoke(name) != true;

    // With nothing in the way a partition gets as many replicas as are wanted, or the plan says in numbers why it cannot.
    private void CheckFactor(TopicPartition name, PartitionSnapshot partition, ImmutableArray<int> after)
    {
        if (_options.ReplicationFactorOf?.Invoke(name.Topic) is not { } wanted || after.Length == wanted)
        {
            return;
        }

        var usable = Takers(name.Topic, partition.Replicas) + partition.Replicas.Count(b => MayStay(name.Topic, b));
        if (usable < wanted && partition.Leader >= 0)
        {
            HoldsNamed(name, "rf-above-brokers", $"replication factor {wanted} ", $" not changed: only {usable} ");
            return;
        }

        Holds(
            plan.Notes.Any(n => n.Code is "no-live-replica" or "no-leader" or "rf-below-excluded" or "rf-loses-in-sync" && Names(n, name)),
            $"{name} [{Text(after)}] is to have {wanted} replicas, {usable} brokers could hold them, and no reason is named");
    }

    // With nothing in the way a broker that is to be emptied ends empty: somebody must be able to take what it has, and what has to be kept
    // beside it must not be too little for the wanted replication factor.
    private void CheckDraining(TopicPartition name, PartitionSnapshot partition, ImmutableArray<int> after)
    {
        var stays = after.Where(_options.Roles.Draining.Contains).ToArray();
        if (stays.Length == 0 || partition.Leader < 0)
        {
            return;
        }

        var takers = Takers(name.Topic, after);
        var kept = after.Count(b => MayStay(name.Topic, b));
        var wanted = _options.ReplicationFactorOf?.Invoke(name.Topic) ?? after.Length;
        if (takers + kept < wanted)
        {
            HoldsNamed(name, "rf-above-brokers", $"replication factor {wanted} ", $" not changed: only {takers + kept} ");
            return;
        }

        Holds(
            plan.Notes.Any(n => n.Code is "rf-below-excluded" or "rf-loses-in-sync" && Names(n, name)),
            $"{name} [{Text(after)}] stays on broker {stays[0]}, which is to be emptied, and {takers} brokers could take it");
    }

    private int Takers(string topic, ImmutableArray<int> holders) => _live.Count(b => MayTake(topic, b) && !holders.Contains(b));

    private bool MayTake(string topic, int broker)
    {
        var roles = _options.Roles;
        return _live.Contains(broker) && IsWithin(topic, broker) && !roles.Draining.Contains(broker) && !roles.Cordoned.Contains(broker)
            && !roles.Excluded.Contains(broker) && (roles.OnlyTo?.Contains(broker) ?? true);
    }

    private bool MayStay(string topic, int broker) => _live.Contains(broker) && !_options.Roles.Draining.Contains(broker)
        && (IsWithin(topic, broker) || _options.Roles.Excluded.Contains(broker));

    private bool IsWithin(string topic, int broker) => _options.BrokersOf?.Invoke(topic)?.Contains(broker) ?? true;

    private void HoldsNamed(TopicPartition name, string code, params string[] words) => Holds(
        plan.Notes.Any(n => n.Code == code && words.All(w => n.Text.Contains(w, StringComparison.Ordinal)) && Names(n, name)),
        $"{name} cannot be had as wanted ({string.Join("...", words)}), and no note of {code} says so with its name");

    // A note of many names the first few, in order.
    private static bool Names(PlanNote note, TopicPartition name) => note.Text.EndsWith(", ...).", StringComparison.Ordinal)
        || note.Text.Split(['(', ')', ' ', ',']).Contains(name.ToString());

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
