using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Leaders;

public sealed class LeaderAssignmentTests
{
    [Fact]
    public void Solve_RandomTinySets_EqualsEnumeration()
    {
        for (var seed = 0; seed < 1500; seed++)
        {
            var model = RandomProblem.Create(seed, 2 + (seed % 5), 1 + (seed % 9), 4, [], seed % 3);
            var placed = RandomProblem.Place(model, seed);

            var result = LeaderAssignment.Solve(placed, SearchBudget.Unlimited(TestContext.Current.CancellationToken));

            var (squares, changes) = LeaderChoices.Of(placed).Best;
            result.SumOfSquares.ShouldBe(squares, $"seed {seed}");
            result.Changes.ShouldBe(changes, $"seed {seed}");
            result.Proven.ShouldBeTrue($"seed {seed}");
            ShouldBeConsistent(model, placed, result);
        }
    }

    /// <summary>Leaders that the time did not let the search prove: what is said of the best ones must hold all the same.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Solve_TimeIsUpAfterSoManyRounds_BoundsHoldForEveryChoice(int rounds)
    {
        var open = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var model = RandomProblem.Create(seed, 2 + (seed % 5), 1 + (seed % 9), 4, [], seed % 3);
            var placed = RandomProblem.Place(model, seed);
            var choices = LeaderChoices.Of(placed);

            var result = LeaderAssignment.Solve(placed, CountedBudget.Of(rounds));

            ShouldBeConsistent(model, placed, result);
            result.SumOfSquaresLowerBound.ShouldBeLessThanOrEqualTo(choices.Best.Squares, $"seed {seed}");
            result.ChangesLowerBound.ShouldBeLessThanOrEqualTo(choices.FewestChangesAt(result.SumOfSquares), $"seed {seed}");
            if (!result.Proven)
            {
                result.SumOfSquaresLowerBound.ShouldBe(choices.EvenSquares, $"seed {seed}");
                result.ChangesLowerBound.ShouldBe(choices.FewestChanges, $"seed {seed}");
                open++;
            }
        }

        // The more rounds, the fewer are open; some choices are proven best from the start.
        open.ShouldBeInRange(rounds == 2 ? 0 : 8, rounds == 0 ? 150 : 100);
    }

    [Theory]
    [InlineData(40, 3000, 0)]
    [InlineData(40, 3000, 3)]
    [InlineData(25, 800, 12)]
    public void Solve_LargerSets_IsProven(int brokers, int partitions, int skew)
    {
        var model = RandomProblem.Create(7, brokers, partitions, 4, [], skew);
        var placed = RandomProblem.Place(model, 8);

        var result = LeaderAssignment.Solve(placed, SearchBudget.Unlimited(TestContext.Current.CancellationToken));

        result.Proven.ShouldBeTrue();
        ShouldBeConsistent(model, placed, result);
    }

    [Fact]
    public void Solve_EvenPresentLeaders_ChangesNothing()
    {
        var model = Problems.Of(3, [[0, 1], [1, 2], [2, 0]]);

        var result = LeaderAssignment.Solve(Placement.Present(model), SearchBudget.Unlimited(TestContext.Current.CancellationToken));

        result.LeaderSlot.ShouldBe([0, 2, 4]);
        result.Changes.ShouldBe(0);
    }

    [Fact]
    public void Solve_LeadersCrowdedOnOneBroker_SpreadsThemWithFewestChanges()
    {
        var model = Problems.Of(3, [[0, 1], [0, 2], [0, 1], [0, 2]]);

        var result = LeaderAssignment.Solve(Placement.Present(model), SearchBudget.Unlimited(TestContext.Current.CancellationToken));

        result.SumOfSquares.ShouldBe(6);
        result.Changes.ShouldBe(2);
    }

    [Fact]
    public void Solve_FloorAndCeilingOutOfReach_IsStillProven()
    {
        // All partitions sit on brokers 0 and 1; brokers 2 and 3 can lead nothing.
        var model = Problems.Of(4, [[0, 1], [0, 1], [0, 1], [0, 1], [0, 1], [0, 1]]);

        var result = LeaderAssignment.Solve(Placement.Present(model), SearchBudget.Unlimited(TestContext.Current.CancellationToken));

        result.Loads.ShouldBe([3, 3, 0, 0]);
        result.Changes.ShouldBe(3);
        result.Proven.ShouldBeTrue();
    }

    [Fact]
    public void Solve_CancelledToken_Throws()
    {
        var model = Problems.Of(2, [[0, 1]]);

        Should.Throw<OperationCanceledException>(
            () => LeaderAssignment.Solve(Placement.Present(model), SearchBudget.Unlimited(new CancellationToken(canceled: true))));
    }

    private static void ShouldBeConsistent(PlanningProblem model, Placement placement, LeaderResult result)
    {
        var placed = placement.Brokers;
        var loads = new int[model.BrokerCount];
        var changes = 0;
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var first = model.Offsets[p];
            var slot = result.LeaderSlot[p];
            slot.ShouldBeInRange(first, model.Offsets[p + 1] - 1);
            if (model.Counts(p))
            {
                loads[placed[slot]]++;
                changes += model.Movable[p] && placed[slot] != model.Present[first] ? 1 : 0;
            }
        }

        result.Loads.ShouldBe(loads);
        result.SumOfSquares.ShouldBe(loads.Sum(l => (long)l * l));
        result.Changes.ShouldBe(changes);
    }
}
