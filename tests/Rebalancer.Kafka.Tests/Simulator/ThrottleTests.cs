using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;
using static Rebalancer.Kafka.Simulator.SimulatedRelease;

namespace Rebalancer.Kafka.Tests.Simulator;

/// <summary>
/// Throttles as seen on real brokers (docs/reassignments.md, "Throttles"). 40 MB move from [1, 2, 3] to [1, 2, 4]; without a throttle that
/// takes under a second.
/// </summary>
public sealed class ThrottleTests
{
    private const string LeaderRate = "leader.replication.throttled.rate";
    private const string FollowerRate = "follower.replication.throttled.rate";
    private const string LeaderList = "leader.replication.throttled.replicas";
    private const string FollowerList = "follower.replication.throttled.replicas";

    [Theory] // "Keys of throttles": a rate acts only together with the list, on each side for itself.
    [InlineData(null, null, null, null, 0, 1)]
    [InlineData("0:1,0:2,0:3", "0:4", null, null, 0, 1)]
    [InlineData(null, null, "4000000", "4000000", 0, 1)]
    [InlineData("0:1,0:2,0:3", "0:4", "4000000", "4000000", 9, 11)]
    [InlineData("0:1,0:2,0:3", null, "4000000", null, 9, 11)]
    [InlineData(null, "0:4", null, "4000000", 9, 11)]
    [InlineData("*", "*", "4000000", "4000000", 9, 11)]
    [InlineData("0:2,0:3", "0:5", "4000000", "4000000", 0, 1)]
    public async Task Copy_UnderListsAndRates_TakesAsLongAsSeen(
        string? leaderList, string? followerList, string? leaderRate, string? followerRate, int atLeast, int atMost)
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        await ThrottleAsync(fixture, leaderList, followerList, leaderRate, followerRate);
        fixture.Advance(1);
        var started = fixture.Cluster.Now;

        await fixture.ReassignAsync([1, 2, 4]);
        while (fixture.Partition.IsReassigning && fixture.Cluster.Now < TimeSpan.FromMinutes(2))
        {
            fixture.Advance(0.1);
        }

        (fixture.Cluster.Now - started).TotalSeconds.ShouldBeInRange(atLeast, atMost);
    }

    [Fact] // "Keys of throttles": rate 0 is a full stop, not "no throttle".
    public async Task Copy_RateZero_StandsStill()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        await ThrottleAsync(fixture, null, "0:4", null, "0");
        fixture.Advance(1);

        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Advance(600);

        fixture.Cluster.ReplicaBytes("t", 0, 4).ShouldBe(0);
    }

    // "How throttles act": bytes of in-sync followers of a listed partition count. 3 MB/s of produce and two followers leave nothing of 2
    // MB/s, and 14 of 20 MB/s.
    [Theory]
    [InlineData("2000000", true)]
    [InlineData("20000000", false)]
    public async Task Copy_LeaderRateBelowInSyncTraffic_NeverEnds(string rate, bool isReassigning)
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.SetProduceRate("t", 0, 3_000_000);
        await ThrottleAsync(fixture, "0:1,0:2,0:3", null, rate, null);
        fixture.Advance(1);

        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Advance(60);

        fixture.Partition.IsReassigning.ShouldBe(isReassigning);
        (fixture.Cluster.ReplicaBytes("t", 0, 4) == 0).ShouldBe(isReassigning);
    }

    // "How throttles act": a destination that is in sync and still listed eats the quota of the next move to that broker, until its list is
    // deleted.
    [Fact]
    public async Task Copy_FinishedPartitionStillListed_StarvesTheNextMove()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.AddTopic("next", 10_000_000, [1, 2]);
        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Advance(5);
        fixture.Cluster.SetProduceRate("t", 0, 3_000_000);
        await ThrottleAsync(fixture, null, "0:4", null, "2000000");
        await fixture.SetConfigAsync(ConfigResource.Topic("next"), FollowerList, "0:4");
        fixture.Advance(1);

        fixture.Cluster.ReassignByOthers("next", 0, 1, 4).ShouldBeNull();
        fixture.Advance(12);
        fixture.Cluster.ReplicaBytes("next", 0, 4).ShouldBe(0);

        await fixture.SetConfigAsync(ConfigResource.Topic("t"), FollowerList, null);
        fixture.Advance(6);
        fixture.Cluster.Partition("next", 0)!.IsReassigning.ShouldBeFalse();
    }

    // "How throttles act": followers in the ISR are not held back by a low rate, until an election lets them fetch afresh; then they fall
    // out and return only when the rate goes.
    [Fact]
    public async Task Copy_ListedFollowersInIsr_LeaveItAfterElection()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.SetProduceRate("t", 0, 3_000_000);
        await ThrottleAsync(fixture, null, "*", null, "500000");
        fixture.Advance(20);
        fixture.Partition.Isr.ShouldBe([1, 2, 3]);

        await fixture.ReassignAsync([2, 1, 3]);
        (await fixture.Admin.ElectPreferredLeadersAsync([new("t", 0)], CancellationToken.None)).ShouldHaveSingleItem().Error.ShouldBeNull();
        fixture.Advance(45);
        fixture.Partition.Isr.ShouldBe([2]);

        await fixture.SetConfigAsync(ConfigResource.Broker(1), FollowerRate, null);
        await fixture.SetConfigAsync(ConfigResource.Broker(3), FollowerRate, null);
        fixture.Advance(10);
        fixture.Partition.Isr.Order().ShouldBe([1, 2, 3]);
    }

    [Fact] // "How throttles act": a target of rate r with n moves to a broker gives each r/n, and never more than r together.
    public async Task Copy_TwoMovesToOneBroker_ShareItsRate()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.AddTopic("u", 40_000_000, [2, 3]);
        await ThrottleAsync(fixture, null, "0:5", null, "4000000");
        await fixture.SetConfigAsync(ConfigResource.Topic("u"), FollowerList, "0:5");
        fixture.Advance(1);
        var highest = 0.0;
        fixture.Cluster.Observe(o => highest = Math.Max(
            highest, o.Transfers.Where(t => t.Follower == 5).Sum(t => t.Bytes) / Math.Max(0.1, o.Elapsed.TotalSeconds)));

        await fixture.ReassignAsync([1, 2, 5]);
        fixture.Cluster.ReassignByOthers("u", 0, 2, 5);
        fixture.Advance(5);

        fixture.Cluster.ReplicaBytes("t", 0, 5).ShouldBeInRange(9_500_000, 10_000_000);
        fixture.Cluster.ReplicaBytes("u", 0, 5).ShouldBeInRange(9_500_000, 10_000_000);
        highest.ShouldBeInRange(3_900_000, 4_000_001);
    }

    [Theory] // "Keys of throttles": the cluster-wide default has no effect before KAFKA-10190.
    [InlineData(ZooKeeper24, false)]
    [InlineData(KRaft43, true)]
    public async Task Copy_OnlyClusterDefaultRate_ThrottlesOnlyNewReleases(SimulatedRelease release, bool isReassigning)
    {
        using var fixture = new SimulatedClusterFixture(release);
        await fixture.SetConfigAsync(ConfigResource.Topic("t"), FollowerList, "*");
        await fixture.SetConfigAsync(new ConfigResource(ConfigResourceKind.Broker, ""), FollowerRate, "4000000");
        fixture.Advance(1);

        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Advance(3);

        fixture.Partition.IsReassigning.ShouldBe(isReassigning);
    }

    [Theory] // "Keys of throttles": what a list and a rate may be.
    [InlineData(KRaft43, LeaderList, "0-1", KafkaErrorCode.InvalidConfig)]
    [InlineData(KRaft43, LeaderList, "none", KafkaErrorCode.InvalidConfig)]
    [InlineData(KRaft43, LeaderList, "*,0:1", KafkaErrorCode.InvalidConfig)]
    [InlineData(ZooKeeper24, LeaderList, "*,0:1", KafkaErrorCode.None)]
    [InlineData(KRaft43, LeaderList, "0:1, 7:99,", KafkaErrorCode.None)]
    [InlineData(KRaft43, LeaderList, "", KafkaErrorCode.None)]
    [InlineData(KRaft43, LeaderRate, "-1", KafkaErrorCode.InvalidRequest)]
    [InlineData(KRaft43, LeaderRate, "fast", KafkaErrorCode.InvalidRequest)]
    [InlineData(KRaft43, LeaderRate, "0", KafkaErrorCode.None)]
    [InlineData(KRaft43, "no.such.key", "1", KafkaErrorCode.InvalidConfig)]
    public async Task AlterConfigs_Value_TakenOrRefusedAsSeen(SimulatedRelease release, string key, string value, KafkaErrorCode expected)
    {
        using var fixture = new SimulatedClusterFixture(release);
        var resource = key == LeaderRate ? ConfigResource.Broker(1) : ConfigResource.Topic("t");

        var result = (await fixture.Admin.AlterConfigsAsync(
            [new ConfigChange(resource, key, value)], CancellationToken.None)).ShouldHaveSingleItem();

        (result.Error?.Code ?? KafkaErrorCode.None).ShouldBe(expected);
    }

    [Fact] // "Keys of throttles": a value of 32768 bytes closes the connection.
    public async Task AlterConfigs_ValueTooLong_ConnectionCloses()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        var longest = string.Concat(Enumerable.Repeat("0:1,", 8191)) + "0:1";

        await fixture.SetConfigAsync(ConfigResource.Topic("t"), LeaderList, longest);
        await Should.ThrowAsync<KafkaClusterException>(() => fixture.SetConfigAsync(ConfigResource.Topic("t"), LeaderList, longest + ",0"));
    }

    [Fact] // docs/wire.md, "Configurations": an answer 0 does not mean visible.
    public async Task DescribeConfigs_ThrottleKeys_ToldAsSeen()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        var topic = ConfigResource.Topic("t");

        (await DescribeAsync(fixture, ConfigResource.Broker(1))).Keys.ShouldNotContain(LeaderRate);
        (await DescribeAsync(fixture, topic))[LeaderList].ShouldBe(new ConfigValue("", ConfigSource.Default, false));

        await fixture.SetConfigAsync(topic, LeaderList, "");
        await fixture.SetConfigAsync(ConfigResource.Broker(1), LeaderRate, "5");
        (await DescribeAsync(fixture, ConfigResource.Broker(1))).Keys.ShouldNotContain(LeaderRate);

        fixture.Advance(0.1);
        (await DescribeAsync(fixture, topic))[LeaderList].ShouldBe(new ConfigValue("", ConfigSource.DynamicTopic, false));
        (await DescribeAsync(fixture, ConfigResource.Broker(1)))[LeaderRate].ShouldBe(
            new ConfigValue("5", ConfigSource.DynamicBroker, false));
    }

    [Fact] // "Keys of throttles": brokers before 2.6 tell only that a rate is set.
    public async Task DescribeConfigs_RateOn241_Hidden()
    {
        using var fixture = new SimulatedClusterFixture(ZooKeeper24);
        await fixture.SetConfigAsync(ConfigResource.Broker(1), LeaderRate, "5");
        fixture.Advance(0.1);

        (await DescribeAsync(fixture, ConfigResource.Broker(1)))[LeaderRate].ShouldBe(
            new ConfigValue(null, ConfigSource.DynamicBroker, true));
    }

    [Fact] // "What belongs to others": Strimzi's Topic Operator puts the lists back.
    public async Task RevertThrottleLists_TimePasses_ListsVanishRatesStay()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.RevertThrottleLists(TimeSpan.FromSeconds(120));
        await ThrottleAsync(fixture, "*", "*", "5", "5");
        fixture.Advance(100);
        fixture.Cluster.ThrottleKeys().ShouldContain("topic t leader.replication.throttled.replicas=*");

        fixture.Advance(30);
        fixture.Cluster.ThrottleKeys().ShouldNotContain(k => k.StartsWith("topic"));
        fixture.Cluster.ThrottleKeys().ShouldContain("broker 1 leader.replication.throttled.rate=5");
    }

    [Fact] // "Keys of throttles": a deleted topic takes its lists along, a re-created one starts without and has another id.
    public async Task DeleteTopic_CreatedAgain_StartsWithoutLists()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        await ThrottleAsync(fixture, "*", "*", null, null);
        fixture.Advance(1);
        var id = fixture.Partition.TopicId;

        fixture.Cluster.DeleteTopic("t").ShouldBeNull();
        fixture.Cluster.CreateTopic("t", [[1, 2]]).ShouldBeNull();
        fixture.Advance(1);

        fixture.Cluster.ThrottleKeys().ShouldBeEmpty();
        fixture.Partition.TopicId.ShouldNotBe(id);
        (await fixture.Admin.DescribeTopicsAsync(["t"], CancellationToken.None))
            .ShouldHaveSingleItem().TopicId.ShouldBe(fixture.Partition.TopicId);
    }

    private static async Task ThrottleAsync(
        SimulatedClusterFixture fixture, string? leaderList, string? followerList, string? leaderRate, string? followerRate)
    {
        await fixture.SetConfigAsync(ConfigResource.Topic("t"), LeaderList, leaderList);
        await fixture.SetConfigAsync(ConfigResource.Topic("t"), FollowerList, followerList);
        foreach (var broker in new[] { 1, 2, 3, 4, 5 })
        {
            await fixture.SetConfigAsync(ConfigResource.Broker(broker), LeaderRate, leaderRate);
            await fixture.SetConfigAsync(ConfigResource.Broker(broker), FollowerRate, followerRate);
        }
    }

    private static async Task<IReadOnlyDictionary<string, ConfigValue>> DescribeAsync(
        SimulatedClusterFixture fixture, ConfigResource resource) =>
        (await fixture.Admin.DescribeConfigsAsync([resource], null, CancellationToken.None)).ShouldHaveSingleItem().Entries;
}
