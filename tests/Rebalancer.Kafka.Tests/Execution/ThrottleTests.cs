using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Elections;
using Rebalancer.Kafka.Execution.Throttles;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

public sealed class ThrottleTests
{
    [Theory]
    [InlineData("", "", "", "0:1,0:2", "0:1,0:2")]
    [InlineData("5:5", "5:5", "", "0:1", "5:5,0:1")]
    [InlineData("5:5,0:1", "5:5", "0:1", "0:2", "5:5,0:2")]
    [InlineData("0:1,0:2", "0:1", "0:1,0:2", "", "0:1")] // an entry that was there before is not ours to remove
    [InlineData("9:9,0:1", "", "0:1", "", "9:9")] // somebody else's, added meanwhile
    [InlineData("*", "*", "", "0:1", "*")]
    [InlineData(" 5:5 , 6:6 ,", "5:5,6:6", "", "0:1", "5:5,6:6,0:1")]
    public void Replace_OwnEntries_LeavesThoseOfOthers(string present, string found, string own, string wanted, string expected) =>
        ThrottledReplicas.Replace(present, found, ThrottledReplicas.Parse(own), ThrottledReplicas.Parse(wanted)).ShouldBe(expected);

    [Theory]
    [InlineData("50MB", 50_000_000)]
    [InlineData("20MiB", 20 << 20)]
    [InlineData("1.5GB/s", 1_500_000_000)]
    [InlineData("800 kB", 800_000)]
    [InlineData("800KB", 800_000)]
    [InlineData("7B", 7)]
    public void Parse_Rate_IsBytesASecondAndReadsBack(string text, long bytes)
    {
        var setting = ThrottleSetting.Parse(text);

        setting.ShouldBe(ThrottleSetting.Rate(bytes));
        ThrottleSetting.Parse(setting.ToString()).ShouldBe(setting);
    }

    [Theory]
    [InlineData("50MB", "50.0 MB/s")]
    [InlineData("6250kB", "6.2 MB/s")]
    [InlineData("auto", "auto")]
    [InlineData("none", "none")]
    [InlineData("auto, at the end 53.7 MB/s for each destination", "auto, at the end 53.7 MB/s for each destination")]
    public void Describe_Rate_IsAsEverywhereBesideIt(string setting, string expected) =>
        ThrottleSetting.Describe(setting).ShouldBe(expected);

    [Theory]
    [InlineData("auto")]
    [InlineData("none")]
    public void Parse_Word_ReadsBack(string text) => ThrottleSetting.Parse(text).ToString().ShouldBe(text);

    [Theory]
    [InlineData("fast")]
    [InlineData("-5MB")]
    [InlineData("0")]
    [InlineData("0MB")]
    [InlineData("50")]
    [InlineData("5000000")]
    [InlineData("50Mb")]
    [InlineData("50mb")]
    [InlineData("50M")]
    [InlineData("")]
    [InlineData("99999999999GB")]
    public void Parse_NoRate_IsRefused(string text) => Should.Throw<InputException>(() => ThrottleSetting.Parse(text));

    [Fact]
    public void Split_ManyPartitions_GroupsAreSmallAndSpreadOverLeaders()
    {
        var partitions = Enumerable.Range(0, 500)
            .Select(i => (new Rebalancer.Cluster.TopicPartition("t", i), i < 300 ? 1 : 2 + i % 9)).ToArray();

        var groups = ElectionGroups.Split(partitions);

        groups.SelectMany(g => g).ShouldBe(partitions, ignoreOrder: true);
        groups.ShouldAllBe(g => g.Count <= 50 && g.GroupBy(p => p.Leader).All(l => l.Count() <= 10));
        groups.Count.ShouldBe(30);
    }

    [Fact]
    public void Validate_ManyValuesOutOfRange_NamesAll()
    {
        var message = Should.Throw<InputException>(
            new ExecutionOptions { MaxMoves = 0, SpaceReserve = 1, StallTimeout = TimeSpan.FromSeconds(5) }.Validate).Message;

        message.ShouldContain("MaxMoves is 0; it must be at least 1.");
        message.ShouldContain("SpaceReserve is 1; it must be from 0 to below 1.");
        message.ShouldContain("StallTimeout is 00:00:05; it must be more than 00:00:30, since");
    }
}
