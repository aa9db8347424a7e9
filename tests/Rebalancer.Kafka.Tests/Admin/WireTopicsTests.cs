using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Tests.Wire.Connection;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Admin;

/// <summary>Topics over the wire: batches, pages, and eligible leader replicas for those that have lost members of their ISR.</summary>
public sealed class WireTopicsTests : IAsyncDisposable
{
    private readonly FakeBroker _broker = new();
    private readonly List<int> _batches = [];
    private readonly List<string> _pages = [];
    private readonly WireClient _client;
    private readonly WireTopics _topics;

    public WireTopicsTests()
    {
        _client = new(new ClientProperties { BootstrapServers = [_broker.Address], ReconnectBackoff = TimeSpan.Zero });
        _topics = new WireTopics(_client);
        _broker.On<MetadataRequest, MetadataResponse>((request, _) =>
        {
            if (request.Topics is { IsEmpty: false } asked)
            {
                _batches.Add(asked.Length);
            }

            return new(
                [new MetadataResponse.Broker(1, _broker.Address.Host, _broker.Address.Port, null)],
                "c",
                1,
                [.. (request.Topics ?? [new("thin"), new("full")]).Select(t => Topic(t.Name!))]);
        });
        Pages(page => new([Page("thin", page, [7])], null));
    }

    [Fact]
    public async Task DescribeAsync_NoNames_AsksNothing()
    {
        (await _topics.DescribeAsync([], default)).ShouldBeEmpty();

        _broker.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task DescribeAsync_ManyNamesSomeTwice_AsksForAThousandAtATimeAndSorts()
    {
        var names = Enumerable.Range(0, 2300).Select(i => $"full-{i:D4}").Append("full-0000").Reverse().ToArray();

        var topics = await _topics.DescribeAsync(names, default);

        topics.Select(t => t.Name).ShouldBe(names.Distinct().Order(StringComparer.Ordinal));
        _batches.ShouldBe([1000, 1000, 300]);
        _pages.ShouldBeEmpty("no partition has lost a member of its ISR");
    }

    [Fact]
    public async Task DescribeAsync_PartitionIsThin_OnlyItsTopicIsAskedAgain()
    {
        var topics = await _topics.DescribeAsync(["thin", "full"], default);

        _pages.ShouldBe(["thin from the start"]);
        topics.Select(t => t.Name).ShouldBe(["full", "thin"]);
        topics[1].Partitions[0].EligibleLeaderReplicas.ShouldBe([7]);
        topics[1].Partitions[1].EligibleLeaderReplicas.IsDefault.ShouldBeTrue("nothing was told of it");
        topics[0].Partitions[0].EligibleLeaderReplicas.IsDefault.ShouldBeTrue();
    }

    [Fact]
    public async Task DescribeAsync_TwoPages_BothAreTaken()
    {
        Pages(page => page == 0 ? new([Page("thin", 0, [7])], new("thin", 1)) : new([Page("thin", 1, [8])], null));

        var topic = (await _topics.DescribeAsync(["thin"], default)).ShouldHaveSingleItem();

        _pages.ShouldBe(["thin from the start", "thin from thin-1"]);
        topic.Partitions.Select(p => p.EligibleLeaderReplicas.ShouldHaveSingleItem()).ShouldBe([7, 8]);
    }

    [Theory]
    [InlineData(1)] // stands still
    [InlineData(2)] // runs in a circle
    public async Task DescribeAsync_PagesWithoutEnd_IsAnError(int period)
    {
        Pages(page => new([Page("thin", 0, [7])], new("thin", page % period)));

        var error = await Should.ThrowAsync<KafkaClusterException>(() => _topics.DescribeAsync(["thin"], default));

        error.Failure.ShouldBe(KafkaFailure.Protocol);
        error.Message.ShouldContain("do not lead on");
        _pages.Count.ShouldBeLessThan(10);
    }

    [Fact]
    public async Task DescribeAsync_ApiIsNotOffered_GoesWithout()
    {
        _broker.Missing.Add(ApiKey.DescribeTopicPartitions);

        var topic = (await _topics.DescribeAsync(["thin"], default)).ShouldHaveSingleItem();

        _pages.ShouldBeEmpty();
        topic.Partitions.ShouldAllBe(p => p.EligibleLeaderReplicas.IsDefault);
    }

    [Fact]
    public async Task DescribeAsync_AllInPages_IsPutTogether()
    {
        Pages(page => page == 0
            ? new([Page("a", 0, []), Page("b", 0, [7])], new("b", 1))
            : new([Page("b", 1, []), Page("c", 0, [])], null));

        var topics = await _topics.DescribeAsync(null, default);

        _pages.ShouldBe([" from the start", " from b-1"]);
        topics.Select(t => (t.Name, t.Partitions.Count)).ShouldBe([("a", 1), ("b", 2), ("c", 1)]);
        topics[1].Partitions.Select(p => p.EligibleLeaderReplicas.Length).ShouldBe([1, 0]);
        _batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task DescribeAsync_AllFromABrokerWithoutPages_IsOneMetadataAnswer()
    {
        _broker.Missing.Add(ApiKey.DescribeTopicPartitions);

        (await _topics.DescribeAsync(null, default)).Select(t => t.Name).ShouldBe(["full", "thin"]);

        _pages.ShouldBeEmpty();
    }

    [Theory] // an error looks like no topic, so a page without one is no end of the pages
    [InlineData(0)]
    [InlineData(1)]
    public async Task DescribeAsync_APageHoldsNoTopic_AllAreAskedOfMetadata(int empty)
    {
        Pages(page => page >= empty ? new([], null) : new([Page("a", page, [])], new("a", page + 1)));

        (await _topics.DescribeAsync(null, default)).Select(t => t.Name).ShouldBe(["full", "thin"]);

        _pages.Count(p => p.StartsWith(' ')).ShouldBe(empty + 1);
    }

    [Theory]
    [InlineData("a 0 a 1", "a 1 a 1")] // the cursor stands still
    [InlineData("a 0 a 1", "a 1 a 0")] // and goes back
    [InlineData("b 0 b 1", "b 1 a 9")]
    [InlineData("b 0 c 0", "a 0 d 0")] // names go back
    [InlineData("b 0 c 0", "b 0 d 0")]
    public async Task DescribeAsync_APageDoesNotLeadOn_IsAnError(params string[] pages)
    {
        Pages(page => pages[page].Split(' ') is var p
            ? new([Page(p[0], int.Parse(p[1]), [])], new(p[2], int.Parse(p[3])))
            : throw new InvalidOperationException());

        var error = await Should.ThrowAsync<KafkaClusterException>(() => _topics.DescribeAsync(null, default));

        error.Failure.ShouldBe(KafkaFailure.Protocol);
        error.Message.ShouldContain("do not lead on");
    }

    [Fact]
    public async Task DescribeAsync_PartsDoNotFit_TheTopicIsAskedForByName()
    {
        Pages(page => page switch
        {
            0 => new([Page("full", 0, [])], new("full", 2)),
            1 => new([Page("full", 2, []) with { TopicId = Guid.NewGuid() }], new("full", 3)),
            2 => new([Page("full", 3, []), Page("z", 4, [])], null), // z begins in the middle
            _ => new([], null), // eligible leader replicas of those that are asked for by name
        });

        var topics = await _topics.DescribeAsync(null, default);

        _batches.ShouldBe([2]);
        topics.Select(t => (t.Name, t.Partitions.Count)).ShouldBe([("full", 2), ("z", 2)]);
    }

    [Fact]
    public async Task DescribeAsync_MetadataOfAllNamesNoBroker_IsAnErrorNotAnEmptyCluster()
    {
        _broker.Missing.Add(ApiKey.DescribeTopicPartitions);
        _broker.On<MetadataRequest, MetadataResponse>((_, _) => new([], null, -1, []));
        await using var client = new WireClient(new ClientProperties { BootstrapServers = [_broker.Address] });

        var error = await Should.ThrowAsync<KafkaClusterException>(() => new WireTopics(client).DescribeAsync(null, default));

        error.Failure.ShouldBe(KafkaFailure.Unreachable);
    }

    [Fact]
    public async Task DescribeAsync_TheNextBrokerHasNoPages_AllAreAskedOfMetadata()
    {
        await using var older = new FakeBroker();
        older.Missing.Add(ApiKey.DescribeTopicPartitions);
        older.On<MetadataRequest, MetadataResponse>((_, _) =>
            new([new MetadataResponse.Broker(2, older.Address.Host, older.Address.Port, null)], "c", 2, [Topic("full")]));
        Pages(page => page == 0 ? new([Page("a", 0, [])], new("a", 1)) : throw new IOException("the broker ends"));
        await using var client = new WireClient(new ClientProperties { BootstrapServers = [_broker.Address, older.Address] });

        (await new WireTopics(client).DescribeAsync(null, default)).Select(t => t.Name).ShouldBe(["full"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _broker.DisposeAsync();
    }

    private void Pages(Func<int, DescribeTopicPartitionsResponse> answer) =>
        _broker.On<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>((request, _) =>
        {
            var from = request.Cursor is { } cursor ? $"{cursor.TopicName}-{cursor.PartitionIndex}" : "the start";
            _pages.Add($"{string.Join(',', request.Topics.Select(t => t.Name))} from {from}");
            return answer(_pages.Count - 1);
        });

    private static DescribeTopicPartitionsResponse.Topic Page(string name, int partition, int[] eligible) =>
        new(KafkaErrorCode.None, name, Guid.Empty, false,
            [new(KafkaErrorCode.None, partition, 1, 0, [1, 7], [1]) { EligibleLeaderReplicas = [.. eligible] }], 0);

    private static MetadataResponse.Topic Topic(string name) => new(KafkaErrorCode.None, name, Guid.Empty, false,
    [
        .. Enumerable.Range(0, 2).Select(p => new MetadataResponse.Partition(
            KafkaErrorCode.None, 1 - p, 1, 0, [1, 7], name.StartsWith("thin", StringComparison.Ordinal) ? [1] : [1, 7], [])),
    ]);
}
