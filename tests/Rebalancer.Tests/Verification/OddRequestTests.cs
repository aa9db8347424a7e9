using Rebalancer.Planning;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Verification;

/// <summary>The planner's plans keep every rule and print the right numbers, whatever the cluster and the options.</summary>
public sealed class OddRequestTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Plan_AnyRequest_PassesTheVerifier(int block)
    {
        var planned = 0;
        for (var seed = (ulong)block * 120; seed < ((ulong)block + 1) * 120; seed++)
        {
            var request = OddRequest.Create(seed);
            PlanOutcome plan;
            try
            {
                plan = new Planner().Plan(request, cancellationToken: TestContext.Current.CancellationToken);
            }
            catch (InputException)
            {
                continue;
            }

            planned++;
            PlanVerifier.Verify(request, plan).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty($"seed {seed}");
        }

        planned.ShouldBeGreaterThan(80);
    }
}
