using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Simulator;

/// <summary>The model as a whole: snapshots, determinism, observers, log dirs, size.</summary>
public sealed class SimulatedClusterTests
{
    [Fact]
    public async Task FromSnapshot_LiveDeadAndUnlistedBrokers_ClusterAsInTheSnapshot()
    {
        var snapshot = new ClusterSnapshot(
            "snapshot-cluster-id-22",
            [new Broker(1, "one", "FD0UD0"), new Broker(2, "two", "FD1UD1") { Cordoned = true }],
            [new Broker(3, "three", "FD2UD2")],
            [
                new TopicSnapshot(
                    "a",
                    [
                        new PartitionSnapshot(0, [2, 1], 1, [1, 2], DataSize.FromBytes(500)),
                        new PartitionSnapshot(1, [3, 1], 1, [1], DataSize.FromBytes(700)),
                    ]),
                new TopicSnapshot("b", [new PartitionSnapshot(0, [9, 1], 1)]),
            ]);
        using var cluster = SimulatedCluster.FromSnapshot(snapshot, time: new FakeTimeProvider());
        var admin = new SimulatedClusterAdmin(cluster);

        var description = await admin.DescribeClusterAsync(CancellationToken.None);
        description.ClusterId.ShouldBe("snapshot-cluster-id-22");
        description.Brokers.Select(b => (b.Id, b.Host, b.Rack)).ShouldBe([(1, "one", "FD0UD0"), (2, "two", "FD1UD1")]);
        var topics = await admin.DescribeTopicsAsync(null, CancellationToken.None);
        topics.Select(t => t.Name).ShouldBe(["a", "b"]);
        topics[0].Partitions[0].Replicas.ShouldBe([2, 1]);
        topics[0].Partitions[0].Leader.ShouldBe(1);
        topics[0].Partitions[1].Isr.ShouldBe([1]);
        topics[0].Partitions[1].OfflineReplicas.ShouldBe([3]);
        topics[1].Partitions[0].OfflineReplicas.ShouldBe([9]);
        cluster.ReplicaBytes("a", 1, 1).ShouldBe(700);
        (await admin.DescribeLogDirsAsync([2], [], CancellationToken.None))[0].LogDirs.ShouldAllBe(d => d.IsCordoned);

        cluster.StartBroker(3);
        (await admin.DescribeTopicsAsync(["a"], CancellationToken.None))[0].Partitions[1].OfflineReplicas.ShouldBeEmpty();
    }

    [Fact] // The outcome must not depend on how the time was advanced, nor on who looked in between.
    public void Advance_OneLeapOrManySteps_SameTransfers()
    {
        Run(leap: true).ShouldBe(Run(leap: false));

        static string Run(bool leap)
        {
            using var fixture = new SimulatedClusterFixture(SimulatedRelease.KRaft43);
            var log = new List<string>();
            fixture.Cluster.Observe(
                o => log.AddRange(o.Transfers.Select(t => $"{o.Now} {t.TopicPartition} {t.Leader}>{t.Follower} {t.Bytes}")));
            fixture.Cluster.SetProduceRate("t", 0, 1_234_567);
            fixture.Cluster.LimitReplica("t", 0, 4, 7_000_000);
            fixture.Cluster.After(TimeSpan.FromSeconds(2.05), () => fixture.Cluster.StopBroker(1));
            fixture.Cluster.ReassignByOthers("t", 0, 4, 2, 5).ShouldBeNull();
            for (var step = 0; step < (leap ? 1 : 300); step++)
            {
                fixture.Advance(leap ? 30 : 0.1);
                _ = leap ? 0 : fixture.Cluster.Partitions.Count;
            }

            log.Count.ShouldBeGreaterThan(100);
            return string.Join('\n', log);
        }
    }

    [Fact]
    public async Task Observe_EveryTickAndChange_SeesWhatIsInFlight()
    {
        using var fixture = new SimulatedClusterFixture(SimulatedRelease.KRaft43);
        var seen = new List<(TimeSpan Elapsed, int InFlight)>();
        fixture.Cluster.Observe(o => seen.Add((o.Elapsed, o.Cluster.Reassigning.Count)));

        await fixture.ReassignAsync([1, 2, 4]);
        seen[^1].ShouldBe((TimeSpan.Zero, 1));

        fixture.Advance(1);
        seen.Count(s => s.Elapsed > TimeSpan.Zero).ShouldBe(10);
        seen[^1].InFlight.ShouldBe(0);
    }

    [Fact] // Semantics 8: a dir remembered for a replica to come, a move between dirs with a future log, a cancel of it.
    public void AlterReplicaLogDirs_RememberMoveCancel_AsSeen()
    {
        using var fixture = new SimulatedClusterFixture(SimulatedRelease.KRaft43, o => o with { LogDirsPerBroker = 2 });
        var t0 = new TopicPartition("t", 0);
        var cluster = fixture.Cluster;

        cluster.AlterReplicaLogDir(4, t0, "/kafka/b")!.Code.ShouldBe(KafkaErrorCode.ReplicaNotAvailable);
        cluster.AlterReplicaLogDir(1, t0, "/x")!.Code.ShouldBe(KafkaErrorCode.LogDirNotFound);
        cluster.AlterReplicaLogDir(1, new TopicPartition("no", 0), "/kafka/b")!.Code.ShouldBe(KafkaErrorCode.UnknownTopicOrPartition);
        cluster.ReassignByOthers("t", 0, 1, 2, 4).ShouldBeNull();
        fixture.Advance(2);
        Places(4).ShouldBe(["/kafka/b False 40000000"]);

        cluster.SetConfig(ConfigResource.Broker(1), "replica.alter.log.dirs.io.max.bytes.per.second", "5000000");
        cluster.AlterReplicaLogDir(1, t0, "/kafka/b").ShouldBeNull();
        fixture.Advance(2);
        Places(1).ShouldBe(["/kafka/a False 40000000", "/kafka/b True 10000000"]);
        cluster.AlterReplicaLogDir(1, t0, "/kafka/a").ShouldBeNull();
        Places(1).ShouldBe(["/kafka/a False 40000000"]);

        cluster.AlterReplicaLogDir(1, t0, "/kafka/b").ShouldBeNull();
        fixture.Advance(9);
        Places(1).ShouldBe(["/kafka/b False 40000000"]);

        List<string> Places(int broker) =>
            [.. cluster.DescribeLogDirs(broker, [t0]).SelectMany(d => d.Replicas.Select(r => $"{d.Path} {r.IsFuture} {r.SizeBytes}"))];
    }

    // A plan of 10,000 partitions, 60 in flight at once, under throttles: an hour or so of virtual time, each tick within every broker's
    // rate.
    [Fact]
    public void Advance_TenThousandMovesInWindows_EndWithinRates()
    {
        const int partitions = 10_000;
        const double rate = 50_000_000;
        var time = new FakeTimeProvider();
        using var cluster = new SimulatedCluster(
            new SimulatedClusterOptions { Tick = TimeSpan.FromSeconds(1), MetadataLag = TimeSpan.Zero }, time);
        for (var id = 0; id < 9; id++)
        {
            cluster.AddBroker(id);
        }

        cluster.AddTopic("t", 20_000_000, [.. Enumerable.Range(0, partitions).Select(p => new[] { p % 6, (p + 1) % 6, (p + 2) % 6 })]);
        cluster.SetConfig(ConfigResource.Topic("t"), "follower.replication.throttled.replicas", "*");
        for (var id = 0; id < 9; id++)
        {
            cluster.SetConfig(ConfigResource.Broker(id), "follower.replication.throttled.rate", "50000000");
        }

        var highest = 0.0;
        cluster.Observe(o => highest = Math.Max(highest, o.Transfers.GroupBy(t => t.Follower)
            .Select(g => g.Sum(t => t.Bytes) / Math.Max(1, o.Elapsed.TotalSeconds)).DefaultIfEmpty().Max()));
        var next = 0;
        while (next < partitions || cluster.Reassigning.Count > 0)
        {
            var room = 60 - cluster.Reassigning.Count;
            for (; room > 0 && next < partitions; room--, next++)
            {
                cluster.ReassignByOthers("t", next, 6 + (next % 3), (next + 1) % 6, (next + 2) % 6).ShouldBeNull();
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        cluster.Partitions.ShouldAllBe(p => p.Replicas[0] >= 6 && p.Isr.Length == 3);
        highest.ShouldBeInRange(rate * 0.9, rate + 1);
        cluster.Now.TotalSeconds.ShouldBeGreaterThan(partitions * 20e6 / (3 * rate));
    }
}
