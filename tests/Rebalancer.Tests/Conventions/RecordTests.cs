using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.TestKit;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Conventions;

/// <summary>Two values are equal where their content is, arrays included.</summary>
public sealed class RecordTests
{
    [Fact]
    public void PublicRecords_CompareArraysByContent() => RecordEquality.ByIdentity(typeof(Planner).Assembly).ShouldBeEmpty();

    [Fact]
    public void IsByIdentity_TellsRecordsOfTheCompilersEquality()
    {
        RecordEquality.IsByIdentity(typeof(Plain)).ShouldBeTrue();
        RecordEquality.IsByIdentity(typeof(TopicPartition)).ShouldBeFalse();
        RecordEquality.IsByIdentity(typeof(PartitionChange)).ShouldBeFalse();
    }

    [Fact]
    public void Equals_SameContent_IsEqualHoweverDeep()
    {
        Cluster().ShouldBe(Cluster());
        Cluster().GetHashCode().ShouldBe(Cluster().GetHashCode());
        Cluster().ShouldNotBe(Cluster(second: 3));
        new BrokerDomains(1, ["a", null]).ShouldBe(new BrokerDomains(1, ["a", null]));
        new BrokerDomains(1, ["a", null]).GetHashCode().ShouldBe(new BrokerDomains(1, ["a", null]).GetHashCode());
        new BrokerDomains(1, ["a", null]).ShouldNotBe(new BrokerDomains(1, ["a", "b"]));
        new PartitionSnapshot(0, [1], 1).ShouldNotBe(new PartitionSnapshot(0, [1], 1, []), "an ISR that is not told is not an empty one");
    }

    private static ClusterSnapshot Cluster(int second = 2) => ClusterBuilder.Brokers(3).Topic("t", [1001, 1000 + second]).Build();

    private sealed record Plain(ImmutableArray<int> Items);
}
