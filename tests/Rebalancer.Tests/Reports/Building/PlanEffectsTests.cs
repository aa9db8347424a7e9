using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.Reports;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports.Building;

/// <summary>The tables of a report agree with the plan and with each other.</summary>
public sealed class PlanEffectsTests
{
    private static readonly PlanRequest s_request = ClusterGenerator.GenerateRequest(new ClusterShape
    {
        Family = ClusterFamily.Drained,
        PartitionCount = 150,
        BrokerCount = 14,
        MinReplicationFactor = 1,
        MaxReplicationFactor = 4,
        Seed = 11,
    });

    private static readonly PlanOutcome s_outcome = new Planner().Plan(s_request);
    private static readonly PlanEffects s_effects = ReportOf.Plan(s_request, s_outcome).Effects;

    [Fact]
    public void Changes_AreThePlansOwn()
    {
        s_effects.Changes.Select(c => c.Change).ShouldBe(s_outcome.Changes);
        s_effects.MoveCount.ShouldBe(s_outcome.MoveCount);
        s_effects.MoveBytes.ShouldBe(s_outcome.MoveBytes);
        s_effects.LeaderChangeCount.ShouldBe(s_outcome.LeaderChangeCount);
        s_effects.Changes.ShouldAllBe(c => c.Added.SequenceEqual(c.Change.After.Except(c.Change.Before)));
        s_effects.Changes.ShouldAllBe(c => c.Removed.SequenceEqual(c.Change.Before.Except(c.Change.After)));
        s_effects.Changes.ShouldAllBe(c => c.Reason.Text.Length > 0);
    }

    [Fact]
    public void Brokers_AreTheMetricsWithWhatComesAndGoes()
    {
        foreach (var row in s_effects.Brokers.Rows)
        {
            row.Replicas.After.ShouldBe(row.Replicas.Before + row.MovesIn - row.Removed, $"broker {row.Id}");
            row.Bytes.After.ShouldBe(row.Bytes.Before + row.BytesIn - row.BytesRemoved, $"broker {row.Id}");
        }

        s_effects.Brokers.Rows.Where(r => r.Marks.HasFlag(BrokerMarks.Dead))
            .Select(r => r.Id).ShouldBe(s_request.Snapshot.DeadBrokers.Select(b => b.Id));
        s_effects.Brokers.Rows.Sum(r => r.Replicas.Before).ShouldBe(s_effects.Cluster.ReplicaCount);
        s_effects.Brokers.Rows.Sum(r => r.MovesIn).ShouldBe(s_effects.MoveCount);
    }

    [Fact]
    public void Flow_IsFromTheLeaderToEachNewReplica()
    {
        var leaders = s_request.Snapshot.Topics.SelectMany(
            t => t.Partitions.Select(p => (new TopicPartition(t.Name, p.Partition), p.Leader))).ToDictionary();
        var expected = s_outcome.Changes
            .SelectMany(c => c.After.Except(c.Before).Select(to => (From: leaders[c.TopicPartition], To: to, c.Size)))
            .GroupBy(m => (m.From, m.To))
            .Select(g => new BrokerFlow(g.Key.From, g.Key.To, g.Count(), g.Sum(m => m.Size.BytesOrZero)))
            .OrderBy(f => f.From).ThenBy(f => f.To);

        s_effects.Flow.Brokers.ShouldBe(expected);
        foreach (var dimension in s_effects.Cluster.Dimensions)
        {
            s_effects.Flow.Domains.Where(f => f.Dimension == dimension.ShortName).Sum(f => f.Moves).ShouldBe(s_effects.MoveCount);
            s_effects.Flow.Domains.Where(f => f.Dimension == dimension.ShortName).Sum(f => f.Bytes).ShouldBe(s_effects.MoveBytes);
        }
    }

    [Fact]
    public void Topics_AddUpToTheWhole()
    {
        s_effects.Topics.Select(t => t.Name).ShouldBe(s_request.Snapshot.Topics.Select(t => t.Name));
        s_effects.Topics.Sum(t => t.Violations.Before).ShouldBe(s_effects.Before.PartitionsWithAvoidableViolations);
        s_effects.Topics.Sum(t => t.Violations.After).ShouldBe(s_effects.After.PartitionsWithAvoidableViolations);
        s_effects.Topics.Sum(t => t.Changes).ShouldBe(s_outcome.Changes.Length);
        s_effects.Topics.Sum(t => t.Moves).ShouldBe(s_outcome.MoveCount);
        s_effects.Topics.Sum(t => t.MoveBytes).ShouldBe(s_outcome.MoveBytes);
    }

    [Fact]
    public void Topics_RangeIsOverAllLiveBrokers()
    {
        foreach (var (topic, row) in s_request.Snapshot.Topics.Zip(s_effects.Topics))
        {
            var held = s_request.Snapshot.Brokers.Select(b => topic.Partitions.Count(p => p.Replicas.Contains(b.Id))).ToList();
            row.ReplicaRange.Before.ShouldBe(held.Max() - held.Min(), topic.Name);
        }
    }

    [Fact]
    public void Grid_AddsUpToTheBrokers()
    {
        s_effects.Grid.Cells.Sum(c => c.Replicas.After).ShouldBe(s_effects.After.Brokers.Sum(b => b.Replicas));
        s_effects.Grid.Cells.SelectMany(c => c.BrokerIds).Order().ShouldBe(s_effects.After.Brokers.Select(b => b.BrokerId));
        s_effects.Grid.Domains.Select(d => d.Length).ShouldBe([3, 5]);
    }

    [Fact]
    public void Brokers_MarksSayWhatIsSpecial()
    {
        var request = ClusterBuilder.Brokers(5).Racks(5).Topic("t", [1001, 1002], [1001, 1002], [1002, 1005], [1005, 1001])
            .Add(1006, "r5").Add(1007, "r6").Cordoned(1007).Dead(1005)
            .BuildRequest(PlanOptions.Default with { Roles = new GivenRoles { Draining = [1001] } });

        var marks = ReportOf.Plan(request).Effects.Brokers.Rows.ToDictionary(r => r.Id, r => r.Marks);

        marks[1001].ShouldBe(BrokerMarks.Draining);
        marks[1002].ShouldBe(BrokerMarks.None);
        marks[1005].ShouldBe(BrokerMarks.Dead);
        marks[1006].ShouldBe(BrokerMarks.New);
        marks[1007].ShouldBe(BrokerMarks.Cordoned);
    }

    [Fact]
    public void Brokers_FreeBytesKnown_TellTheDisk()
    {
        var request = ClusterBuilder.Brokers(2).Topic("t", 1, 1, sizeBytes: 300).BuildRequest();
        request = request with
        {
            Snapshot = request.Snapshot with
            {
                Brokers = [request.Snapshot.Brokers[0] with { UsableBytes = 700 }, request.Snapshot.Brokers[1]]
            }
        };

        ReportOf.Cluster(request).Effects.Brokers.Rows.Select(r => r.DiskBytes).ShouldBe([1000, null]);
    }
}
