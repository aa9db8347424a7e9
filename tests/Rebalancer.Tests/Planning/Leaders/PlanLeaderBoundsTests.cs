using Rebalancer.Planning;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Leaders;

/// <summary>
/// What plans within limits say that leaders cannot go below, against every plan of a tiny cluster: all lists in all orders that keep the
/// limits and are as good in the goals before.
/// </summary>
public sealed class PlanLeaderBoundsTests
{
    // The one that most lists begin with.
    private const int Draining = 1001;

    public static TheoryData<SolverChoice, long, int> Searches => new()
    {
        { SolverChoice.Auto, TimeSpan.TicksPerMinute, 4 },
        { SolverChoice.Fast, TimeSpan.TicksPerMinute, 20 },
        { SolverChoice.Fast, 1, 20 },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public void Plan_EveryLimit_NoPlanIsBelowItsBounds(SolverChoice solver, long ticks, int clusters)
    {
        var bounded = 0;
        for (var seed = 0; seed < clusters; seed++)
        {
            var (cluster, lists, drains) = Cluster(seed);
            foreach (var budget in (MoveBudget[])
                [new(), new(Moves: 1), new(LeaderChanges: 0), new(LeaderChanges: 1), new(Moves: 2, LeaderChanges: 1), new(Moves: 0)])
            {
                var options = PlanOptions.Default with
                {
                    Solver = solver,
                    TimeLimit = TimeSpan.FromTicks(ticks),
                    Budget = budget,
                    Roles = drains ? new() { Draining = [Draining] } : new(),
                };

                var plan = new Planner().Plan(cluster.BuildRequest(options), cancellationToken: TestContext.Current.CancellationToken);

                bounded += Check(plan, lists, drains, budget, $"seed {seed}, {budget}") ? 1 : 0;
            }
        }

        // Bounds that say nothing would be true as well.
        bounded.ShouldBeGreaterThan(clusters * 3);
    }

    /// <summary>Whether the bound of the sum of squares is as high as it may be.</summary>
    private static bool Check(PlanOutcome plan, int[][] lists, bool drains, MoveBudget budget, string where)
    {
        var changes = plan.Changes.ToDictionary(c => c.TopicPartition.Partition, c => c.After.ToArray());
        int[][] planned = [.. lists.Select((list, p) => changes.GetValueOrDefault(p, list))];
        var own = Measure(lists, planned, drains);
        plan.Goals[Goal.Leaders].Value.ShouldBe(own.Squares, where);
        plan.Goals[Goal.LeaderChanges].Value.ShouldBe(own.Changes, where);

        var asGood = Plans(lists, drains, budget.LeaderChanges is not null).Select(l => Measure(lists, l, drains))
            .Where(m => m.Before == own.Before
                && m.Before.Moves <= (budget.Moves ?? long.MaxValue)
                && m.Changes <= (budget.LeaderChanges ?? long.MaxValue))
            .ToArray();

        asGood.ShouldContain(own, where);
        var best = asGood.Min(m => m.Squares);
        plan.Goals[Goal.Leaders].LowerBound.ShouldBeLessThanOrEqualTo(best, where);
        plan.Goals[Goal.LeaderChanges].LowerBound
            .ShouldBeLessThanOrEqualTo(asGood.Where(m => m.Squares == own.Squares).Min(m => m.Changes), where);
        return plan.Goals[Goal.Leaders].LowerBound == best;
    }

    private static ((int Leaving, int Missing, long Squares, int Moves) Before, long Squares, int Changes) Measure(
        int[][] lists, int[][] planned, bool drains)
    {
        var replicas = new long[5];
        var leaders = new long[5];
        var (leaving, missing, moves, changes) = (0, 0, 0, 0);
        for (var p = 0; p < lists.Length; p++)
        {
            foreach (var id in planned[p])
            {
                leaving += drains && id == Draining ? 1 : 0;
                moves += lists[p].Contains(id) ? 0 : 1;
                replicas[id - 1000] += drains && id == Draining ? 0 : 1;
            }

            // Racks are odd and even ids.
            missing += planned[p].Select(id => id % 2).Distinct().Count() == 2 ? 0 : 1;
            leaders[planned[p][0] - 1000] += drains && planned[p][0] == Draining ? 0 : 1;
            changes += planned[p][0] == lists[p][0] ? 0 : 1;
        }

        return ((leaving, missing, replicas.Sum(r => r * r), moves), leaders.Sum(l => l * l), changes);
    }

    /// <summary>
    /// Every plan there is. What a broker that drains has may stay there, but nothing comes. It leads nothing that has another replica;
    /// only where changes of leaders are limited a list that it leads may stay as it is.
    /// </summary>
    private static IEnumerable<int[][]> Plans(int[][] lists, bool drains, bool limitsLeaders)
    {
        IEnumerable<int[][]> plans = [[]];
        foreach (var list in lists)
        {
            int[][] choices =
            [
                .. from first in Enumerable.Range(1001, 4)
                   from second in Enumerable.Range(1001, 4)
                   where first != second
                   where !drains
                       || (limitsLeaders && first == list[0] && second == list[1])
                       || (first != Draining && (second != Draining || list.Contains(Draining)))
                   select (int[])[first, second],
            ];
            plans = plans.SelectMany(plan => choices.Select(choice => (int[][])[.. plan, choice]));
        }

        return plans;
    }

    private static (ClusterBuilder Cluster, int[][] Lists, bool Drains) Cluster(int seed)
    {
        var random = new Random(seed);
        int[][] lists = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            var first = 1001 + Math.Min(random.Next(4), random.Next(4));
            return (int[])[first, 1001 + ((first - 1001 + 1 + random.Next(3)) % 4)];
        })];
        return (ClusterBuilder.Brokers(4).Racks("odd", "even").Topic("t", lists), lists, seed % 2 == 1);
    }
}
