using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>What a plan comes to, counted from its lists by the oracle's own definitions.</summary>
/// <param name="Chosen">The set of each partition that may change, in the order of the problem.</param>
/// <param name="Values">The goals before leaders.</param>
/// <param name="Leaders">The goals of leaders.</param>
/// <param name="Bytes">Bytes copied.</param>
internal sealed record PlanReading(OracleChoice[] Chosen, OracleValues Values, OracleLeaders Leaders, long Bytes)
{
    /// <summary>Reads a plan.</summary>
    /// <exception cref="InvalidOperationException">
    /// A partition ends with a set that it may not have, or changes although it may not; the message names it.
    /// </exception>
    public static PlanReading Of(OracleProblem problem, PlanRequest request, PlanOutcome plan)
    {
        var changes = plan.Changes.ToDictionary(c => c.TopicPartition.ToString());
        var index = problem.Partitions.Select((p, i) => (p.Name, i)).ToDictionary(x => x.Name, x => x.i);
        if (changes.Keys.FirstOrDefault(name => !index.ContainsKey(name)) is { } wrong)
        {
            throw new InvalidOperationException($"{wrong} may not change, but ends as [{string.Join(", ", changes[wrong].After)}].");
        }

        var live = request.Snapshot.Brokers.Select(b => b.Id).Except(request.Options.Roles.Dead).ToHashSet();
        var judged = live.Except(request.Options.Roles.Draining).Order().Select((id, i) => (id, i)).ToDictionary(x => x.id, x => x.i);
        var chosen = new OracleChoice[problem.Partitions.Count];
        var (loads, leaders) = ((int[])problem.FixedReplicas.Clone(), (int[])problem.FixedLeaders.Clone());
        var leaderChanges = 0;
        foreach (var topic in request.Snapshot.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var name = new TopicPartition(topic.Name, partition.Partition).ToString();
                if (!index.TryGetValue(name, out var p))
                {
                    continue;
                }

                var after = changes.TryGetValue(name, out var change) ? change.After : partition.Replicas;
                chosen[p] = Choice(problem.Partitions[p], after);
                foreach (var b in chosen[p].Counted)
                {
                    loads[b]++;
                }

                var first = judged.GetValueOrDefault(after.FirstOrDefault(live.Contains, -1), -1);
                leaders[Math.Max(0, first)] += first >= 0 ? 1 : 0;
                leaderChanges += change is not null && change.Before[0] != change.After[0] ? 1 : 0;
            }
        }

        return new(
            chosen,
            new(
                chosen.Sum(c => c.Leaving),
                chosen.Sum(c => c.OffWanted),
                chosen.Sum(c => c.MissingDomains),
                chosen.Sum(c => c.Excess),
                Squares(loads),
                chosen.Sum(c => c.Moves)),
            new(Squares(leaders), leaderChanges),
            chosen.Select((c, p) => c.Moves * problem.Partitions[p].Size).Sum());
    }

    private static OracleChoice Choice(OraclePartition partition, ImmutableArray<int> after)
    {
        var key = string.Join(',', after.Order());
        return Array.Find(partition.Choices, c => c.Key == key)
            ?? throw new InvalidOperationException($"{partition.Name} ends as [{string.Join(", ", after)}], which it may not.");
    }

    private static long Squares(int[] loads) => loads.Sum(x => (long)x * x);
}
