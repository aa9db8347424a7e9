using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Reports;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports.Building;

/// <summary>What a loss does, against the definition counted by hand for every domain and broker.</summary>
public sealed class LossReportTests
{
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Risk_GeneratedCluster_IsWhatTheDefinitionCounts(ClusterFamily family, int faultDomains, int updateDomains)
    {
        var request = ClusterGenerator.GenerateRequest(new ClusterShape
        {
            Family = family,
            FaultDomains = faultDomains,
            UpdateDomains = updateDomains,
            BrokerCount = 11,
            PartitionCount = 120,
            MinReplicationFactor = 1,
            MaxReplicationFactor = 4,
            Seed = 7,
        });
        request = request with { Snapshot = WithMinimum(request.Snapshot) };
        var outcome = new Planner().Plan(request);
        var report = ReportOf.Plan(request, outcome);
        var after = PlannedCluster.After(request, outcome).Snapshot;

        foreach (var loss in report.Effects.Risk.Losses.Prepend(report.Effects.Risk.WithoutLoss))
        {
            var lost = Lost(request, loss);
            loss.Before.ShouldBe(Count(request.Snapshot, lost), $"{loss.Dimension} {loss.Name} before");
            loss.After.ShouldBe(Count(after, lost), $"{loss.Dimension} {loss.Name} after");
        }

        report.Effects.Risk.Losses.Count(l => l.Dimension == LossReport.BrokerDimension).ShouldBe(request.Snapshot.Brokers.Length);
    }

    public static TheoryData<ClusterFamily, int, int> Shapes => new()
    {
        { ClusterFamily.Random, 3, 5 },
        {
            ClusterFamily.Drained,
            2,
            4
        }, { ClusterFamily.UnevenCells, 3, 0 }, { ClusterFamily.ScaleOut, 0, 0 },
    };

    [Fact]
    public void Risk_TwoReplicasInOneDomain_StopsThere()
    {
        var request = ClusterBuilder.Brokers(3).Racks("a", "a", "b").Topic("t", [1001, 1002, 1003]).BuildRequest();
        request = request with { Snapshot = AssumedMinInSyncReplicas.ApplyTo(request.Snapshot, 2) };

        var risk = ReportOf.Cluster(request).Effects.Risk;

        risk.WorstDomainBefore.ShouldBe(new Loss("rack", "a", new LossEffect(0, 1, 1, 1), new LossEffect(0, 1, 1, 1)));
        risk.Losses.Single(l => l.Name == "b").Before.ShouldBe(new LossEffect(0, 0, 0, 0));
    }

    [Fact]
    public void Risk_MinimumNotKnown_StopsOnlyWhatGoesOffline()
    {
        var request = ClusterBuilder.Brokers(2).Racks("a", "a").Topic("t", [1001, 1002]).BuildRequest();

        ReportOf.Cluster(request).Effects.Risk.WorstDomainBefore!.Before.ShouldBe(new LossEffect(1, 0, 1, 1));
    }

    [Fact]
    public void Risk_BrokersWithoutAKnownDomain_AreNoDomainThatCanBeLost()
    {
        var request = ClusterBuilder.Brokers(3).Racks("a", null, null).Topic("t", [1002, 1003]).BuildRequest();

        var risk = ReportOf.Cluster(request).Effects.Risk;

        risk.Losses.Select(l => $"{l.Dimension} {l.Name}").ShouldBe(["rack a", "broker 1001", "broker 1002", "broker 1003"]);
        risk.WorstDomainBefore!.Before.Stopped.ShouldBe(0);
    }

    [Fact]
    public void Notes_PlanThatMakesTheWorstLossWorse_WarnOfIt()
    {
        // Broker 1003 is to go, and it is the only one outside of rack a.
        var request = ClusterBuilder.Brokers(3).Racks("a", "a", "b").Topic("t", [1001, 1003], [1002, 1003]).BuildRequest();
        request = request with { Options = request.Options with { Roles = new GivenRoles { Draining = [1003] } } };

        Worse(request).ShouldBe([
            "The worst loss of one domain takes 2 partitions instead of 0 (rack a) offline: plans are judged by the spread over all "
            + "dimensions together, not by what the loss of one domain does."]);
        Worse(request with { Snapshot = AssumedMinInSyncReplicas.ApplyTo(request.Snapshot, 1) }).Length.ShouldBe(1);
        Worse(request with { Snapshot = AssumedMinInSyncReplicas.ApplyTo(request.Snapshot, 2) }).ShouldBe([
            "The worst loss of one domain takes 2 partitions instead of 0 (rack a) offline: plans are judged by the spread over all "
            + "dimensions together, not by what the loss of one domain does."]);
    }

    [Fact]
    public void Notes_PlanThatMakesNoLossWorse_SayNothing()
    {
        var request = ClusterBuilder.Brokers(3).Racks("a", "a", "b").Topic("t", [1001, 1002], [1002, 1001]).BuildRequest();

        Worse(request).ShouldBeEmpty();
    }

    private static ImmutableArray<string> Worse(PlanRequest request) =>
        [.. ReportOf.Plan(request).Notes.Where(n => n.Code == "worse-loss").Select(n => n.Text)];

    private static ClusterSnapshot WithMinimum(ClusterSnapshot snapshot) => snapshot with
    {
        Topics = [.. snapshot.Topics.Select((t, i) => t with { MinInSyncReplicas = i % 3 == 0 ? null : i % 3 })],
    };

    private static HashSet<int> Lost(PlanRequest request, Loss loss)
    {
        if (loss.Dimension.Length == 0)
        {
            return [];
        }

        var dimension = request.Topology.Dimensions.ToList().FindIndex(d => d.ShortName == loss.Dimension);
        return [.. request.Topology.Brokers
            .Where(b => dimension < 0 ? $"{b.BrokerId}" == loss.Name : (b.Domains[dimension] ?? "?") == loss.Name)
            .Select(b => b.BrokerId)];
    }

    private static LossEffect Count(ClusterSnapshot snapshot, HashSet<int> lost)
    {
        var live = snapshot.Brokers.Select(b => b.Id).ToHashSet();
        var (offline, under, stopped, leaders) = (0, 0, 0, 0);
        foreach (var topic in snapshot.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var inSync = (partition.Isr.IsDefault ? partition.Replicas : partition.Isr).Count(
                    b => live.Contains(b) && !lost.Contains(b));
                offline += inSync == 0 ? 1 : 0;
                under += inSync < topic.MinInSyncReplicas ? 1 : 0;
                stopped += inSync < (topic.MinInSyncReplicas ?? 1) ? 1 : 0;
                leaders += lost.Contains(partition.Leader) && live.Contains(partition.Leader) ? 1 : 0;
            }
        }

        return new LossEffect(offline, under, stopped, leaders);
    }
}
