using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Reading;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Reading;

/// <summary>Log dirs of many brokers: some are asked at a time, and none waits for a slow one.</summary>
public sealed class LogDirsReaderTests
{
    private const int Brokers = 40;

    [Fact]
    public async Task Read_ABrokerHangs_TheOthersAreAskedMeanwhileAndWarningsStandInTheOrderOfBrokers()
    {
        var admin = new SlowAdmin();
        var warnings = ImmutableArray.CreateBuilder<string>();
        var reading = LogDirsReader.ReadAsync(
            admin, new FakeClusterAdmin().Cluster with { Brokers = [.. Enumerable.Range(1, Brokers).Select(Broker)] },
            new TopicsReading([FakeClusterAdmin.Topic("t", FakeClusterAdmin.Partition(0, [1, 2, 40]))],
                new Dictionary<TopicPartition, OngoingReassignment>()), warnings, default);

        admin.Slow.SetResult(Answer(1, 5)); // completes only because each of the others was asked before
        var result = await reading;

        admin.Asked.ShouldBe(Enumerable.Range(1, Brokers));
        admin.MostAtOnce.ShouldBeInRange(2, 16);
        result.Sizes.Of("t")!.Single().Bytes.ShouldBe(40);
        warnings.Select(w => w.Split(' ')[1]).ShouldBe(["3", "39"]);
    }

    private static LiveBroker Broker(int id) => new(id, $"b{id}", 9092, null);

    private static IReadOnlyList<BrokerLogDirs> Answer(int broker, long size) =>
        [new BrokerLogDirs(broker, null, [FakeClusterAdmin.Dir("/d", FakeClusterAdmin.Log("t", 0, size))])];

    /// <summary>Broker 1 answers when it is told to, brokers 3 and 39 refuse, the others answer at once or a little later.</summary>
    private sealed class SlowAdmin : FakeClusterAdminBase
    {
        private readonly Lock _gate = new();
        private int _underWay;

        public TaskCompletionSource<IReadOnlyList<BrokerLogDirs>> Slow { get; } = new();

        public List<int> Asked { get; } = [];

        public int MostAtOnce { get; private set; }

        public override async Task<IReadOnlyList<BrokerLogDirs>> DescribeLogDirsAsync(
            IReadOnlyCollection<int> brokers, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellationToken)
        {
            var broker = brokers.Single();
            lock (_gate)
            {
                Asked.Add(broker);
                MostAtOnce = Math.Max(MostAtOnce, ++_underWay);
            }

            if (broker == 1)
            {
                await Slow.Task;
            }
            else if (broker % 2 == 0)
            {
                await Task.Yield();
            }

            lock (_gate)
            {
                _underWay--;
            }

            return broker is 3 or 39
                ? [new BrokerLogDirs(broker, new KafkaError(KafkaErrorCode.NetworkException, null), [])]
                : Answer(broker, broker);
        }
    }
}
