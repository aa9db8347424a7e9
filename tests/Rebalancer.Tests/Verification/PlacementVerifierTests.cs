using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.TestKit;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Verification;

/// <summary>Placements of new partitions, each broken in one way: the verifier tells it.</summary>
public sealed class PlacementVerifierTests
{
    [Theory]
    [InlineData("not-placed", "new-1 is to be placed", null)]
    [InlineData("replication-factor", "is to have 3 and would have 2", new[] { 1001, 1002 })]
    [InlineData("duplicate-replica", "names broker 1001 twice", new[] { 1001, 1001, 1002 })]
    [InlineData("dead-broker", "broker 1009", new[] { 1001, 1002, 1009 })]
    [InlineData("draining-broker", "broker 1006", new[] { 1001, 1002, 1006 })]
    [InlineData("wrong-number", "goal \"spread\"", new[] { 1001, 1004, 1002 })]
    public void Verify_BrokenPlacement_IsAnError(string code, string said, int[]? replicas)
    {
        var (request, outcome) = Place();
        var rest = outcome.Partitions.Where(p => p.TopicPartition.Partition != 1);
        var broken = outcome with { Partitions = replicas is null ? [.. rest] : [new(new("new", 1), [.. replicas]), .. rest] };

        PlanVerifier.Verify(request, outcome).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty();
        PlanVerifier.Verify(request, broken).Findings
            .ShouldContain(f => f.Code == code && f.Severity == FindingSeverity.Error && f.Text.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_ExistingPartitionNamed_IsAnError()
    {
        var (request, outcome) = Place();

        var report = PlanVerifier.Verify(request, outcome with { Partitions = [.. outcome.Partitions, new(new("t", 0), [1002, 1001])] });

        report.Findings.ShouldContain(f => f.Code == "topic-not-selected" && f.TopicPartition == new TopicPartition("t", 0));
    }

    [Fact]
    public void Verify_WrongNumbersAndBounds_AreErrors()
    {
        var (request, outcome) = Place();
        var wrong = outcome with
        {
            After = outcome.After with { DrainingReplicas = 0 },
            Goals = outcome.Goals.With(new(Goal.Balance, outcome.Goals[Goal.Balance].Value, outcome.Goals[Goal.Balance].Value + 1)),
        };

        PlanVerifier.Verify(request, wrong).Findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => f.Code)
            .ShouldBe(["wrong-bound", "wrong-number"]);
    }

    [Fact]
    public void Verify_PartitionsAddedToATopic_AreTheNextNumbers()
    {
        var cluster = ClusterBuilder.Brokers(6).Racks(3).Topic("t", 5, 2).Topic("a", 2, 2);
        var request = new PlacementRequest(cluster.Build(), cluster.BuildTopology(), [NewPartitions.AddedTo("t", 2)]);
        var outcome = new Planner().Place(request);

        outcome.Partitions.Select(p => p.TopicPartition.ToString()).ShouldBe(["t-5", "t-6"]);
        PlanVerifier.Verify(request, outcome).Findings.Where(f => f.Severity == FindingSeverity.Error).ShouldBeEmpty();
        PlanVerifier.Verify(request, outcome with { Partitions = [outcome.Partitions[0]] }).Findings
            .ShouldContain(f => f.Code == "not-placed" && f.TopicPartition == new TopicPartition("t", 6));
    }

    private static (PlacementRequest Request, PlacementOutcome Outcome) Place()
    {
        var cluster = ClusterBuilder.Brokers(6).Racks(3).Topic("t", 5, 2);
        var request = new PlacementRequest(cluster.Build(), cluster.BuildTopology(), [NewPartitions.OfNewTopic("new", 4, 3)])
        {
            Roles = new() { Draining = [1006] },
        };
        return (request, new Planner().Place(request));
    }
}
