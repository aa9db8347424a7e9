using Rebalancer.Cluster;
using Rebalancer.Scheduling;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Conventions;

/// <summary>Options are validated in one way: Validate names each property that is out of range, its value and its range.</summary>
public sealed class OptionsTests
{
    private static readonly PlanRequest s_request = Request();

    [Fact]
    public void OptionsTypes_HaveAValidDefaultAndValidate()
    {
        var types = OptionTypes.Of(typeof(PlanOptions).Assembly);

        types.ShouldBe(
            [typeof(PlanOptions), typeof(VerificationOptions), typeof(CopyOptions), typeof(WindowCaps)], ignoreOrder: true);
        types.Select(t => OptionTypes.FindLack(t)).OfType<string>().ShouldBeEmpty();
    }

    [Fact]
    public void PlanOptions_OutOfRange_NamesAll() =>
        Problems(new PlanOptions
        {
            TimeLimit = TimeSpan.FromSeconds(-1),
            Budget = new MoveBudget(Moves: -1, Bytes: -2, LeaderChanges: -3),
            Force = true,
        }.Validate).ShouldBe(
            "TimeLimit is -00:00:01; it must be more than 00:00:00. Budget.Moves is -1; it must be at least 0. "
            + "Budget.Bytes is -2; it must be at least 0. Budget.LeaderChanges is -3; it must be at least 0. "
            + "Force (placing everything anew) cannot be combined with a limit on moves or bytes.");

    [Fact]
    public void AdviceRequest_OutOfRange_NamesAll()
    {
        var plan = s_request with { Options = new() { TimeLimit = TimeSpan.Zero } };

        Problems(new AdviceRequest(plan) { Add = 21, Choices = 0 }.Validate).ShouldBe(
            "TimeLimit is 00:00:00; it must be more than 00:00:00. Add is 21; it must be from 0 to 20. "
            + "Choices is 0; it must be from 1 to 50.");
    }

    [Fact]
    public void CopyOptions_OutOfRange_NamesAllAlsoOfItsParts() =>
        Problems(new CopyOptions { Caps = new() { MaxMovesIn = 0, MaxBytesOut = 0 }, PollInterval = TimeSpan.Zero }.Validate).ShouldBe(
            "MaxMovesIn is 0; it must be at least 1. MaxBytesOut is 0; it must be at least 1. "
            + "PollInterval is 00:00:00; it must be more than 00:00:00.");

    [Fact]
    public void VerificationOptions_OutOfRange_IsNamed() =>
        Problems(new VerificationOptions { FindingsPerCode = 0 }.Validate).ShouldBe("FindingsPerCode is 0; it must be at least 1.");

    [Fact]
    public void Doors_OptionsOutOfRange_RefuseThem()
    {
        var wrong = s_request with { Options = new() { TimeLimit = TimeSpan.Zero } };

        foreach (var door in (Action[])[
            () => new Planner().Plan(wrong),
            () => new Planner().Frontier(wrong),
            () => new Planner().Advise(new AdviceRequest(wrong)),
            () => new Planner().Place(
                new PlacementRequest(
                    wrong.Snapshot, wrong.Topology, [NewPartitions.OfNewTopic("new", 1, 1)]) { TimeLimit = TimeSpan.Zero }),
        ])
        {
            Problems(door).ShouldBe("TimeLimit is 00:00:00; it must be more than 00:00:00.");
        }
    }

    private static string Problems(Action action) => Should.Throw<InputException>(action).Message;

    private static PlanRequest Request()
    {
        var snapshot = ClusterBuilder.Brokers(3).Topic("t", [1001, 1002]).Build();
        return new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default);
    }
}
