using Rebalancer.Cluster;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.TestKit;

public sealed class ClusterBuilderTests
{
    [Fact]
    public void Build_Grid_GivesEveryCellItsTurn() =>
        ClusterBuilder.Brokers(16).Grid(3, 5).Build().Brokers.Select(broker => broker.Rack).Take(15).Distinct().Count().ShouldBe(15);

    [Fact]
    public void Build_DealtTopics_UseEveryBrokerEvenly()
    {
        var snapshot = ClusterBuilder.Brokers(6).Topic("a", partitions: 4, rf: 3).Topic("b", partitions: 8, rf: 3).Build();

        snapshot.Topics.SelectMany(topic => topic.Partitions)
            .SelectMany(partition => partition.Replicas).CountBy(id => id).ShouldAllBe(count => count.Value == 6);
    }

    [Fact]
    public void Build_DeadBroker_LosesLeadershipAndIsr()
    {
        var snapshot = ClusterBuilder.Brokers(3).Topic("t", [1001, 1002], [1001], [1002, 1003]).Dead(1001).Build();

        snapshot.Brokers.Select(broker => broker.Id).ShouldBe([1002, 1003]);
        snapshot.DeadBrokers.Select(broker => broker.Id).ShouldBe([1001]);
        var partitions = snapshot.Topics[0].Partitions;
        partitions.Select(partition => partition.Leader).ShouldBe([1002, PartitionSnapshot.NoLeader, 1002]);
        partitions[0].Isr.ShouldBe([1002]);
        partitions[1].Health.ShouldBe(PartitionHealth.UnderReplicated | PartitionHealth.Leaderless | PartitionHealth.OfflineReplica);
        partitions[2].Health.ShouldBe(PartitionHealth.Healthy);
    }

    [Fact]
    public void Build_ExplicitState_IsKept()
    {
        var snapshot = ClusterBuilder.Brokers(3).Racks(3)
            .Cordoned(1003).Topic("t", [1001, 1002], [1002, 1003]).Leaders("t", 1002, 1003).Isr("t", 1, 1003).Size("t", 0, 77).Build();

        snapshot.Brokers.Select(broker => (broker.Rack, broker.Cordoned)).ShouldBe([("r0", false), ("r1", false), ("r2", true)]);
        snapshot.Topics[0].Partitions.Select(partition => partition.Leader).ShouldBe([1002, 1003]);
        snapshot.Topics[0].Partitions[0].Size.Bytes.ShouldBe(77);
        snapshot.Topics[0].Partitions[1].Isr.ShouldBe([1003]);
        snapshot.Topics[0].Partitions[1].Health.ShouldBe(PartitionHealth.UnderReplicated);
    }
}
