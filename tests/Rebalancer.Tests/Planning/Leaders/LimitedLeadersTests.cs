using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Leaders;

/// <summary>Leaders of which only so many may change, against every choice of leaders of tiny clusters.</summary>
public sealed class LimitedLeadersTests
{
    private static SearchBudget Unlimited => SearchBudget.Unlimited(TestContext.Current.CancellationToken);

    [Fact]
    public void Solve_EveryLimit_IsKeptAndBoundsHoldForEveryChoice()
    {
        var (asked, best) = (0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var placed = Placed(seed);
            var choices = LeaderChoices.Of(placed);
            for (var most = 0; most <= choices.Best.Changes + 1; most++)
            {
                var result = LimitedLeaders.Solve(placed, most, Unlimited);

                var where = $"seed {seed}, at most {most}";
                var allowed = Math.Max(most, choices.FewestChanges);
                result.Changes.ShouldBeLessThanOrEqualTo(allowed, where);
                result.SumOfSquares.ShouldBe(result.Loads.Sum(l => (long)l * l), where);
                result.SumOfSquaresLowerBound.ShouldBeLessThanOrEqualTo(choices.SquaresWithin(allowed), where);
                result.ChangesLowerBound.ShouldBeLessThanOrEqualTo(choices.FewestChangesAt(result.SumOfSquares), where);

                // What is known of the leaders without a limit is used.
                result.SumOfSquaresLowerBound.ShouldBe(choices.Best.Squares, where);
                result.Proven.ShouldBe(allowed >= choices.Best.Changes, where);
                if (!result.Proven)
                {
                    result.ChangesLowerBound.ShouldBe(choices.FewestChanges, where);
                }

                best += result.SumOfSquares == choices.SquaresWithin(allowed) ? 1 : 0;
                asked++;
            }
        }

        best.ShouldBeGreaterThan(asked * 9 / 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Solve_TimeIsUp_IsKeptAndBoundsHoldForEveryChoice(int steps)
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var placed = Placed(seed);
            var choices = LeaderChoices.Of(placed);
            var most = seed % 4;

            var result = LimitedLeaders.Solve(placed, most, CountedBudget.Of(steps));

            var allowed = Math.Max(most, choices.FewestChanges);
            result.Changes.ShouldBeLessThanOrEqualTo(allowed, $"seed {seed}");
            result.SumOfSquaresLowerBound.ShouldBeLessThanOrEqualTo(choices.SquaresWithin(allowed), $"seed {seed}");
            result.ChangesLowerBound.ShouldBeLessThanOrEqualTo(choices.FewestChangesAt(result.SumOfSquares), $"seed {seed}");
        }
    }

    [Fact]
    public void Given_AnyLeaders_BoundsHoldForEveryChoice()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var placed = Placed(seed);
            var problem = placed.Problem;
            var random = new Random(seed);
            int[] slots = [.. Enumerable.Range(0, problem.PartitionCount).Select(p =>
            {
                int[] live = [.. Enumerable.Range(problem.Offsets[p], problem.Width(p)).Where(s => placed.Brokers[s] >= 0)];
                return live.Length == 0 ? problem.Offsets[p] : live[problem.Movable[p] ? random.Next(live.Length) : 0];
            })];
            var choices = LeaderChoices.Of(placed);

            var result = LimitedLeaders.Given(placed, slots);

            result.LeaderSlot.ShouldBe(slots);
            result.Loads.Sum().ShouldBe(Enumerable.Range(0, problem.PartitionCount).Count(problem.Counts), $"seed {seed}");
            result.SumOfSquaresLowerBound.ShouldBe(choices.EvenSquares, $"seed {seed}");
            result.ChangesLowerBound.ShouldBe(choices.FewestChanges, $"seed {seed}");
            result.Changes.ShouldBeGreaterThanOrEqualTo(choices.FewestChangesAt(result.SumOfSquares), $"seed {seed}");
        }
    }

    [Fact]
    public void Solve_ChangesThatTheSetsForce_AreMadeBeyondTheLimit()
    {
        // Broker 0 leads all and goes from the first two partitions.
        var problem = Problems.Of(3, [[0, 1], [0, 1], [0, 2], [0, 2]]);
        var placed = Placement.From(problem, [1, 2, 1, 2, 0, 2, 0, 2]);

        var result = LimitedLeaders.Solve(placed, 1, Unlimited);

        (result.Changes, result.ChangesLowerBound).ShouldBe((2, 2));
        result.Loads.ShouldBe([2, 1, 1]);
    }

    [Fact]
    public void Solve_OneChangeAloneEvensNothing_NothingChanges()
    {
        // Broker 0 leads two, 1 one and 2 none: only two changes together, from 0 to 1 and from 1 to 2, are worth it.
        var placed = Placement.Present(Problems.Of(3, [[0, 1], [0, 1], [1, 2]]));

        LimitedLeaders.Solve(placed, 1, Unlimited).Changes.ShouldBe(0);
        LimitedLeaders.Solve(placed, 2, Unlimited).Loads.ShouldBe([1, 1, 1]);
    }

    [Fact]
    public void Unchanged_FirstLiveReplicasLead_AndOtherFirstBrokersAreChanges()
    {
        // The first partition goes from broker 0 to 3 in its first place, the second in another; the third has lost its first replica.
        var problem = Problems.Of(4, [[0, 1], [1, 0], [PlanningProblem.None, 2], [2, 1]]);
        var placed = Placement.From(problem, [3, 1, 1, 3, Placement.Leaving(0), 2, 2, 1]);

        var result = LimitedLeaders.Unchanged(placed);

        result.LeaderSlot.ShouldBe([0, 2, 5, 6]);
        result.Loads.ShouldBe([0, 1, 2, 1]);
        (result.Changes, result.ChangesLowerBound).ShouldBe((1, 1));
    }

    private static Placement Placed(int seed) =>
        RandomProblem.Place(RandomProblem.Create(seed, 2 + (seed % 4), 1 + (seed % 8), 4, [], seed % 3), seed);
}
