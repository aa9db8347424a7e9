using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Files;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;
using static Rebalancer.Kafka.Simulator.SimulatedRelease;

namespace Rebalancer.Kafka.Tests.Admin;

/// <summary>
/// A whole cluster read page by page says what one answer says, and nothing untrue where topics come and go and brokers fail between pages.
/// </summary>
public sealed class AllTopicsTests : IAsyncDisposable
{
    private const short Pages = KafkaApiKeys.DescribeTopicPartitions;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero));
    private readonly List<IAsyncDisposable> _open = [];

    /// <summary>Topics of up to twelve partitions each, pages of up to five: most pages cut a topic.</summary>
    [Theory]
    [InlineData(ZooKeeper24, false)]
    [InlineData(ZooKeeper39, false)]
    [InlineData(KRaft39, true)]
    [InlineData(KRaft43, true)]
    public async Task ReadCluster_AnyTopics_PagesAndOneAnswerAndTheModelGiveEqualSnapshots(SimulatedRelease release, bool hasPages) =>
        await Gen.Select(Gen.Int[1, 5], Gen.Int[1, 12].Array[0, 9], Gen.Int[0, 1000]).SampleAsync(
            async (limit, sizes, seed) =>
            {
                var (cluster, wire) = Open(release, limit, sizes);
                if (sizes.Length > 0 && seed % 3 == 0)
                {
                    cluster.LimitReplica("t0", 0, 4, 0);
                    cluster.ReassignByOthers("t0", 0, 4, 2, 1);
                }

                if (seed % 2 == 0)
                {
                    cluster.StopBroker(3);
                    _time.Advance(TimeSpan.FromSeconds(20));
                }

                var inPages = await SnapshotAsync(wire);
                var pages = cluster.RequestCount(Pages);
                cluster.OnRequest(Pages, _ => RequestFault.Error(KafkaErrorCode.UnknownServerError));
                var inOneAnswer = await SnapshotAsync(wire);

                pages.ShouldBeGreaterThanOrEqualTo(hasPages ? (sizes.Sum() + limit - 1) / limit : 0);
                inPages.ShouldBe(await SnapshotAsync(new SimulatedClusterAdmin(cluster)));
                inPages.ShouldBe(inOneAnswer);
                await CloseAsync();
            },
            iter: 12, threads: 1);

    [Fact]
    public async Task DescribeAll_TopicLongerThanAPage_IsPutTogether()
    {
        var (cluster, wire) = Open(KRaft43, limit: 2, [3, 7, 1]);

        var topics = await wire.DescribeTopicsAsync(null, default);

        Text(topics).ShouldBe(["t0 3", "t1 7", "t2 1"]);
        topics[1].ShouldBe((await wire.DescribeTopicsAsync(["t1"], default))[0] with { Partitions = topics[1].Partitions });
        cluster.RequestCount(Pages).ShouldBe(6);
    }

    [Theory] // what is between the second page, which ends within t1, and the third
    [InlineData("t1 is deleted", "t0 3", "t2 4")]
    [InlineData("t1 is created anew, larger", "t0 3", "t1 9", "t2 4")]
    [InlineData("t1 is created anew, smaller", "t0 3", "t1 1", "t2 4")]
    [InlineData("t1 gets partitions", "t0 3", "t1 8", "t2 4")]
    [InlineData("t1 is hidden", "t0 3", "t1 0 TopicAuthorizationFailed", "t2 4")]
    [InlineData("t0 is deleted", "t0 3", "t1 5", "t2 4")]
    [InlineData("t2 is deleted", "t0 3", "t1 5")]
    [InlineData("a is created before", "t0 3", "t1 5", "t2 4")]
    [InlineData("u is created after", "t0 3", "t1 5", "t2 4", "u 2")]
    public async Task DescribeAll_TopicsChangeBetweenPages_EachIsToldWholeAsOfOneMoment(string change, params string[] expected)
    {
        var (cluster, wire) = Open(KRaft43, limit: 2, [3, 5, 4]);
        BeforePage(cluster, 3, () =>
        {
            switch (change)
            {
                case "t1 is deleted":
                    cluster.DeleteTopic("t1").ShouldBeNull();
                    break;
                case "t1 is created anew, larger":
                    cluster.DeleteTopic("t1").ShouldBeNull();
                    cluster.CreateTopic("t1", null, 9, 2).ShouldBeNull();
                    break;
                case "t1 is created anew, smaller":
                    cluster.DeleteTopic("t1").ShouldBeNull();
                    cluster.CreateTopic("t1", null, 1, 2).ShouldBeNull();
                    break;
                case "t1 gets partitions":
                    cluster.CreatePartitions("t1", 8).ShouldBeNull();
                    break;
                case "t1 is hidden":
                    cluster.HideTopic("t1");
                    break;
                case "a is created before":
                    cluster.CreateTopic("a", null, 2, 2).ShouldBeNull();
                    break;
                case "u is created after":
                    cluster.CreateTopic("u", null, 2, 2).ShouldBeNull();
                    break;
                default:
                    cluster.DeleteTopic(change[..2]).ShouldBeNull();
                    break;
            }
        });

        var topics = await wire.DescribeTopicsAsync(null, default);

        Text(topics).ShouldBe(expected);
        topics.ShouldAllBe(t => t.Partitions.Select((p, i) => p.Partition == i).All(isNext => isNext));
        var seen = topics.Where(t => t.Error is null && change != $"{t.Name} is deleted").ToList();
        var named = (await wire.DescribeTopicsAsync([.. seen.Select(t => t.Name)], default)).Select(t => t.TopicId);
        seen.Select(t => t.TopicId).ShouldBe(named);
    }

    [Theory]
    [InlineData(RequestFaultKind.Drop)]
    [InlineData(RequestFaultKind.LoseAnswer)]
    [InlineData(RequestFaultKind.HalfAnswer)]
    public async Task DescribeAll_AnAnswerIsLostInTheMiddle_AnotherBrokerGoesOn(RequestFaultKind kind)
    {
        var (cluster, wire) = Open(KRaft43, limit: 2, [3, 5, 4]);
        var page = 0;
        cluster.OnRequest(Pages, _ => ++page != 3 ? null : kind switch
        {
            RequestFaultKind.Drop => RequestFault.Drop,
            RequestFaultKind.LoseAnswer => RequestFault.LoseAnswer,
            _ => RequestFault.HalfAnswer,
        });

        Text(await wire.DescribeTopicsAsync(null, default)).ShouldBe(["t0 3", "t1 5", "t2 4"]);
        cluster.RequestCount(Pages).ShouldBe(7);
    }

    [Fact]
    public async Task DescribeAll_BrokersDieInTheMiddle_TheLastGoesOn()
    {
        var (cluster, wire) = Open(KRaft43, limit: 2, [3, 5, 4]);
        var asked = new List<int>();
        cluster.OnRequest(Pages, request =>
        {
            asked.Add(request.BrokerId);
            return null;
        });
        BeforePage(cluster, 2, () => cluster.StopBroker(asked[^1]));
        BeforePage(cluster, 4, () => cluster.StopBroker(asked[^1]));

        Text(await wire.DescribeTopicsAsync(null, default)).ShouldBe(["t0 3", "t1 5", "t2 4"]);
        asked.Distinct().Count().ShouldBe(3);
    }

    [Theory] // a question for all topics has no place for an error in its answer: it is answered with no topic
    [InlineData(1)]
    [InlineData(3)]
    public async Task DescribeAll_AnErrorInThePages_IsNotTakenForTheirEnd(int failing)
    {
        var (cluster, wire) = Open(KRaft43, limit: 2, [3, 5, 4]);
        var page = 0;
        cluster.OnRequest(Pages, _ => ++page == failing ? RequestFault.Error(KafkaErrorCode.NotController) : null);

        Text(await wire.DescribeTopicsAsync(null, default)).ShouldBe(["t0 3", "t1 5", "t2 4"]);
    }

    [Fact]
    public async Task DescribeAll_NothingCanBeSeen_IsEmpty()
    {
        var (cluster, wire) = Open(KRaft43, limit: 2, [3]);
        cluster.HideTopic("t0");

        (await wire.DescribeTopicsAsync(null, default)).ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private static void BeforePage(SimulatedCluster cluster, int number, Action act)
    {
        var page = 0;
        cluster.OnRequest(Pages, _ =>
        {
            if (++page == number)
            {
                act();
            }

            return null;
        });
    }

    private static IEnumerable<string> Text(IEnumerable<TopicDescription> topics) =>
        topics.Select(t => $"{t.Name} {t.Partitions.Count} {t.Error?.Code}".TrimEnd());

    private async Task<string> SnapshotAsync(IClusterAdmin admin)
    {
        using var file = new MemoryStream();
        SnapshotFile.Write(await new ClusterReader(admin, _time).ReadAsync(), file);
        return System.Text.Encoding.UTF8.GetString(file.ToArray());
    }

    private (SimulatedCluster Cluster, IClusterAdmin Wire) Open(SimulatedRelease release, int limit, int[] sizes)
    {
        var cluster = new SimulatedCluster(new SimulatedClusterOptions
        {
            Release = release,
            MetadataLag = TimeSpan.Zero,
            ReassignmentCost = TimeSpan.Zero,
            MaxRequestPartitionSizeLimit = limit,
        }, _time);
        for (var id = 1; id <= 4; id++)
        {
            cluster.AddBroker(id, $"FD{id % 3}UD{id % 2}");
        }

        for (var topic = 0; topic < sizes.Length; topic++)
        {
            cluster.AddTopic(
                $"t{topic}", 1000 * topic,
                [.. Enumerable.Range(topic, sizes[topic]).Select(p => new[] { 1 + (p % 4), 1 + ((p + 1) % 4), 1 + ((p + 2) % 4) })]);
        }

        var server = SimulatedClusterServer.Start(cluster);
        var wire = KafkaClusterAdmin.Connect(
            new ClientProperties { ReconnectBackoff = TimeSpan.Zero }.WithBootstrapServers(server.BootstrapServers));
        _open.AddRange([new Disposing(cluster), server, wire]);
        return (cluster, wire);
    }

    private async Task CloseAsync()
    {
        foreach (var open in Enumerable.Reverse(_open))
        {
            await open.DisposeAsync();
        }

        _open.Clear();
    }

    private sealed class Disposing(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
