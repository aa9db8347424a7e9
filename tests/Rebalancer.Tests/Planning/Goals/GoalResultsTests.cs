using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Goals;

/// <summary>What is said of the goals of a plan: gaps, proofs, and one result for each.</summary>
public sealed class GoalResultsTests
{
    private static readonly GoalResult s_spread = new(Goal.Spread, 0, 0);
    private static readonly GoalResult s_balance = new(Goal.Balance, 150, 120);

    [Theory]
    [InlineData(120, 120, true, 0, 0)]
    [InlineData(121, 120, false, 1, 1 / 120.0)]
    [InlineData(150, 120, false, 30, 0.25)]
    [InlineData(119, 120, true, 0, 0)]
    [InlineData(0, 0, true, 0, 0)]
    [InlineData(7, 0, false, 7, 1)]
    public void Gap_OfAValueAndItsBound(long value, long bound, bool proven, long gap, double share)
    {
        var result = new GoalResult(Goal.Moves, value, bound);

        (result.Proven, result.Gap).ShouldBe((proven, gap));
        result.RelativeGap.ShouldBe(share, 1e-12);
    }

    [Fact]
    public void Results_KeepTheirOrderAndAreFoundByGoal()
    {
        GoalResults results = new([s_balance, s_spread]);

        results.ShouldBe([s_balance, s_spread]);
        results.Count.ShouldBe(2);
        results[1].ShouldBe(s_spread);
        results[Goal.Balance].ShouldBe(s_balance);
        results.Find(Goal.Spread).ShouldBe(s_spread);
        results.Find(Goal.Leaders).ShouldBeNull();
        Should.Throw<KeyNotFoundException>(() => results[Goal.Leaders]).Message.ShouldContain("\"leaders\"");
    }

    [Fact]
    public void Results_OfTheSameGoalTwice_AreNone() =>
        Should.Throw<ArgumentException>(() => new GoalResults([s_spread, s_balance, s_spread with { Value = 1 }]))
            .Message.ShouldStartWith("A goal has two results.");

    [Fact]
    public void Proven_OneOfThemIsNot_IsFalse()
    {
        new GoalResults([s_spread, s_balance]).Proven.ShouldBeFalse();
        new GoalResults([s_spread]).Proven.ShouldBeTrue();
    }

    [Fact]
    public void With_AnotherResult_ReplacesThatOfItsGoalOnly()
    {
        var proven = s_balance with { LowerBound = 150 };

        new GoalResults([s_spread, s_balance]).With(proven).ShouldBe([s_spread, proven]);
        new GoalResults([s_spread]).With(proven).ShouldBe([s_spread]);
    }

    [Fact]
    public void Equals_TheSameResultsInTheSameOrder()
    {
        GoalResults one = new([s_spread, s_balance]);
        GoalResults same = new([s_spread with { }, s_balance]);
        object?[] others = [null, "x", new GoalResults([s_balance, s_spread]), new GoalResults([s_spread])];

        one.Equals(same).ShouldBeTrue();
        one.Equals((object)same).ShouldBeTrue();
        one.GetHashCode().ShouldBe(same.GetHashCode());
        others.ShouldAllBe(other => !one.Equals(other));
        others.OfType<GoalResults>().ShouldAllBe(other => other.GetHashCode() != one.GetHashCode());
    }

    [Fact]
    public void Find_ByName_IsTheGoalOfThatName()
    {
        Goal.All.ShouldAllBe(goal => Goal.Find(goal.Name) == goal);
        Goal.All.Select(goal => $"{goal}").ShouldBe(Goal.All.Select(goal => goal.Name));
        Goal.Find("Spread").ShouldBeNull();
    }

    [Fact]
    public void Budget_LimitsWhatHasALimit()
    {
        Limits(MoveBudget.Unlimited).ShouldBe((false, false));
        Limits(new(Moves: 0)).ShouldBe((true, true));
        Limits(new(Bytes: 0)).ShouldBe((true, true));
        Limits(new(LeaderChanges: 0)).ShouldBe((true, false));

        static (bool Any, bool Moves) Limits(MoveBudget budget) => (!budget.IsUnlimited, budget.LimitsMoves);
    }
}
