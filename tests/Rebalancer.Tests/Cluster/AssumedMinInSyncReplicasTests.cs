using Rebalancer.Cluster;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Cluster;

public sealed class AssumedMinInSyncReplicasTests
{
    [Fact]
    public void ApplyTo_UnknownTopics_GetTheValueAndTheirHealth()
    {
        var snapshot = ClusterBuilder.Brokers(3).Topic("known", [1001, 1002, 1003]).Topic("open", [1001, 1002, 1003], [1001, 1002, 1003])
            .Isr("known", 0, 1001).Isr("open", 0, 1001).Build();
        snapshot = snapshot with { Topics = [snapshot.Topics[0] with { MinInSyncReplicas = 1 }, snapshot.Topics[1]] };

        var assumed = AssumedMinInSyncReplicas.ApplyTo(snapshot, 2);

        assumed.Topics.Select(t => t.MinInSyncReplicas).ShouldBe([1, 2]);
        assumed.Topics[0].Partitions[0].Health.HasFlag(PartitionHealth.UnderMinIsr).ShouldBeFalse();
        assumed.Topics[1].Partitions.Select(p => p.Health.HasFlag(PartitionHealth.UnderMinIsr)).ShouldBe([true, false]);
        assumed.Notes.ShouldBe(["min.insync.replicas of 1 topic is not known and was taken to be 2."]);
    }

    [Fact]
    public void ApplyTo_AllKnown_ChangesNothing()
    {
        var snapshot = ClusterBuilder.Brokers(3).Topic("t", [1001, 1002, 1003]).Build();
        snapshot = snapshot with { Topics = [snapshot.Topics[0] with { MinInSyncReplicas = 1 }] };

        AssumedMinInSyncReplicas.ApplyTo(snapshot, 2).ShouldBeSameAs(snapshot);
    }
}
