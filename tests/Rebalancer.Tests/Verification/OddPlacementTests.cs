using System.Collections.Immutable;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Verification;

/// <summary>The planner's placements keep every rule and print the right numbers, whatever the cluster and the options.</summary>
public sealed class OddPlacementTests
{
    [Fact]
    public void Place_AnyRequest_PassesTheVerifier()
    {
        var placed = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = new DeterministicRandom(seed);
            var (snapshot, topology, options) = OddRequest.Create(seed);
            ImmutableArray<NewPartitions> wanted = [NewPartitions.OfNewTopic("new", random.Between(1, 20), random.Between(1, 3))];
            if (random.Chance(50) && !snapshot.Topics[0].HasPlacementConstraints)
            {
                wanted = wanted.Add(NewPartitions.AddedTo(snapshot.Topics[0].Name, random.Between(1, 9)));
            }

            var request = new PlacementRequest(
                snapshot, topology, wanted)
            { Roles = options.Roles, Spread = options.Spread, Solver = options.Solver };
            PlacementOutcome outcome;
            try
            {
                outcome = new Planner().Place(request, cancellationToken: TestContext.Current.CancellationToken);
            }
            catch (InputException)
            {
                continue;
            }

            placed++;
            PlanVerifier.Verify(request, outcome).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty($"seed {seed}");
        }

        placed.ShouldBeGreaterThan(80);
    }
}
