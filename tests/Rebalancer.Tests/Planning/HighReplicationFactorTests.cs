using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning;

/// <summary>Replication factors up to 30 are planned by work that ends by itself, and stop at once when told to.</summary>
public sealed class HighReplicationFactorTests
{
    [Theory]
    [InlineData(13)]
    [InlineData(16)]
    public void Plan_WithoutATimeLimitToSpeakOf_EndsWithABalancedPlan(int replicationFactor)
    {
        var plan = Plan(replicationFactor, TimeSpan.FromDays(1));

        plan.After.PartitionsWithAvoidableViolations.ShouldBe(0);
        plan.Goals[Goal.Balance].Gap.ShouldBe(0);
        plan.Notes.ShouldNotContain(n => n.Code == "time-limit");
    }

    [Theory]
    [InlineData(13)]
    [InlineData(30)]
    public void Plan_NoTimeAtAll_GivesAValidPlan(int replicationFactor) => Plan(replicationFactor, TimeSpan.FromTicks(1));

    [Fact]
    public void Plan_CancelledOnceUnderWay_Stops()
    {
        using var source = new CancellationTokenSource();
        var progress = new CancelAtFirstStep(source);

        Should.Throw<OperationCanceledException>(() => new Planner().Plan(Request(16, TimeSpan.FromDays(1)), progress, source.Token));
    }

    private static PlanOutcome Plan(int replicationFactor, TimeSpan limit)
    {
        var request = Request(replicationFactor, limit);
        var plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);
        PlanVerifier.Verify(request, plan).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty();
        return plan;
    }

    private static PlanRequest Request(int replicationFactor, TimeSpan limit) => ClusterGenerator.GenerateRequest(
        new ClusterShape
        {
            Family = ClusterFamily.Random,
            FaultDomains = 3,
            UpdateDomains = 5,
            BrokerCount = 60,
            PartitionCount = 20,
            MinReplicationFactor = replicationFactor,
            MaxReplicationFactor = replicationFactor,
        },
        PlanOptions.Default with { TimeLimit = limit });

    private sealed class CancelAtFirstStep(CancellationTokenSource source) : IProgress<string>
    {
        public void Report(string value) => source.Cancel();
    }
}
