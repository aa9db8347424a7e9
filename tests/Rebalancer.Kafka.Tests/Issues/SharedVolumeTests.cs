using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.State;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// One volume behind two log dirs was counted twice where their free bytes differed by 4 KiB, and a replica fitted where the sum of the
/// dirs was large enough.
/// </summary>
public sealed class SharedVolumeTests
{
    private const long Gigabyte = 1_000_000_000;

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(-4096)]
    public void Room_OneVolumeBehindTwoDirs_CountsOnce(long difference) =>
        SpaceBudget.Room(Broker((1000 * Gigabyte, 400 * Gigabyte), (1000 * Gigabyte, (400 * Gigabyte) + difference)), reserve: 0.1)
            .ShouldBe([(300 * Gigabyte) + Math.Min(0, difference)]);

    [Fact]
    public void Room_TwoVolumes_CountsBoth() =>
        SpaceBudget.Room(
            Broker((1000 * Gigabyte, 400 * Gigabyte), (1000 * Gigabyte, 500 * Gigabyte), (2000 * Gigabyte, 400 * Gigabyte)), reserve: 0.1)
            .ShouldBe([300 * Gigabyte, 400 * Gigabyte, 200 * Gigabyte]);

    [Fact]
    public void WhyNot_ReplicaFitsIntoTheSumOnly_IsTold()
    {
        var space = new SpaceBudget([Broker((1000 * Gigabyte, 400 * Gigabyte), (1000 * Gigabyte, 500 * Gigabyte))], reserve: 0.1);

        space.WhyNot(Step(450))
            .ShouldBe("broker 4 has room for 372.5 GiB in one log dir beside the reserve and what is on its way, 419.1 GiB are needed");
        space.WhyNot(Step(350)).ShouldBeNull();
        space.Take(Step(350));
        space.WhyNot(Step(350)).ShouldNotBeNull();
        space.WhyNot(Step(290)).ShouldBeNull();
    }

    private static MoveStep Step(long gigabytes) => new(new TopicPartition("t", 0), [1, 2], [1, 4], 1, gigabytes * Gigabyte, 0, false);

    private static BrokerLogDirs Broker(params (long Total, long Usable)[] dirs) =>
        new(4, null, [.. dirs.Select((d, i) => new LogDir($"/d{i}", null, d.Total, d.Usable, false, []))]);
}
