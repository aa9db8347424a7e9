using Microsoft.Extensions.Time.Testing;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Reading;
using Shouldly;
using Xunit;
using static Rebalancer.Kafka.Tests.Reading.FakeClusterAdmin;

namespace Rebalancer.Kafka.Tests.Reading;

public sealed class ClusterReaderTests
{
    [Fact]
    public async Task Read_HealthyCluster_TellsBrokersTopicsAndSizes()
    {
        var admin = new FakeClusterAdmin().Topics(
            Topic("b", Partition(0, [2, 1])), Topic("a", Partition(0, [1, 2, 3]), Partition(1, [3, 1, 2])));
        admin.LogDirs.Add(new BrokerLogDirs(1, null, [Dir("/d0", Log("a", 0, 50), Log("b", 0, 7)), Dir("/d1", Log("a", 1, 60))]));
        admin.LogDirs.Add(new BrokerLogDirs(2, null, [Dir("/d0", Log("a", 0, 55), Log("b", 0, 9), Log("a", 1, 10))]));

        var snapshot = await ReadAsync(admin);

        snapshot.ClusterId.ShouldBe("fake");
        snapshot.Brokers.Select(b => (b.Id, b.Host, b.Rack)).ShouldBe([(1, "b1", "FD0UD0"), (2, "b2", "FD1UD1"), (3, "b3", null)]);
        snapshot.DeadBrokers.ShouldBeEmpty();
        snapshot.Topics.Select(t => t.Name).ShouldBe(["a", "b"]);
        snapshot.Topics[0].Partitions.Select(p => p.Size.Bytes).ShouldBe([55, 60]);
        snapshot.Topics[1].Partitions[0].Size.Bytes.ShouldBe(9);
        snapshot.Topics[0].Partitions.ShouldAllBe(p => p.Health == PartitionHealth.Healthy);
        snapshot.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_PartitionInFlight_IsItsTargetInOrder()
    {
        var admin = new FakeClusterAdmin()
            .Topics(Topic("t", Partition(0, [3, 4, 2, 1], isr: [1, 2, 3], leader: 1), Partition(1, [1, 2, 3])))
            .Reassignments(Moving("t", 0, [3, 4, 2, 1], adding: [4], removing: [1]));

        var partition = (await ReadAsync(admin)).Topics[0].Partitions[0];

        partition.Replicas.ShouldBe([3, 4, 2]);
        partition.Leader.ShouldBe(1);
        partition.Health.HasFlag(PartitionHealth.Reassigning).ShouldBeTrue();
        partition.Health.HasFlag(PartitionHealth.UnderReplicated).ShouldBeFalse("the replica that is being added is not missing (KIP-352)");
    }

    [Fact]
    public async Task Read_ReassignmentBeginsWhileReading_ReadsAgain()
    {
        var moving = Moving("t", 0, [2, 1], adding: [2], removing: [1]);
        var admin = new FakeClusterAdmin()
            .Topics(Topic("t", Partition(0, [2, 1], isr: [1], leader: 1)))
            .Reassignments().Reassignments(moving);

        var snapshot = await ReadAsync(admin);

        snapshot.Topics[0].Partitions[0].Replicas.ShouldBe([2]);
        admin.Calls.Distinct().ShouldBe(["cluster", "reassignments", "topics", "logdirs", "configs"]);
        admin.Calls[..6].ShouldBe(["cluster", "reassignments", "topics", "reassignments", "topics", "reassignments"]);
    }

    [Fact]
    public async Task Read_ReassignmentEndsWhileReading_IsStillItsTarget()
    {
        var admin = new FakeClusterAdmin()
            .Topics(Topic("t", Partition(0, [2, 1])))
            .Reassignments(Moving("t", 0, [2, 1], adding: [2], removing: [1])).Reassignments();

        (await ReadAsync(admin)).Topics[0].Partitions[0].Replicas.ShouldBe([2]);
    }

    [Fact]
    public async Task Read_MetadataLagsBehindAnEndedMove_LooksTwice()
    {
        // The controller's list is empty, metadata still shows the union of partition 0.
        var admin = new FakeClusterAdmin()
            .Topics(Topic("t", Partition(0, [3, 2, 1]), Partition(1, [1, 2])))
            .Topics(Topic("t", Partition(0, [3, 2]), Partition(1, [1, 2])));
        var began = new DateTimeOffset(2026, 11, 24, 9, 30, 5, TimeSpan.Zero);
        var time = new FakeTimeProvider(began.AddMilliseconds(700));

        var reading = new ClusterReader(admin, time).ReadAsync(cancellationToken: TestContext.Current.CancellationToken);
        reading.IsCompleted.ShouldBeFalse("it waits before it asks again");
        time.Advance(ReadOptions.Default.SettleDelay);
        var snapshot = await reading;

        snapshot.Topics[0].Partitions[0].Replicas.ShouldBe([3, 2]);
        snapshot.ReadAt.ShouldBe(began);
        admin.Calls.ShouldContain("topics t");
    }

    [Fact]
    public async Task Read_ReassignmentsKeepBeginning_EndsWithAWarning()
    {
        var admin = new FakeClusterAdmin().Topics(Topic("t", Partition(0, [1]), Partition(1, [1])));
        for (var i = 0; i < 10; i++)
        {
            admin.Reassignments(Moving("t", i % 2, [2, 1], adding: [2], removing: [1]));
        }

        (await ReadAsync(admin)).Warnings.ShouldContain(w => w.StartsWith("Reassignments keep beginning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_ReplicaOnAnUnknownBroker_MakesItADeadBroker()
    {
        var admin = new FakeClusterAdmin().Topics(
            Topic("t", Partition(0, [9, 1], isr: [1], leader: 1), Partition(1, [8], isr: [], leader: -1)));

        var snapshot = await ReadAsync(admin);

        snapshot.DeadBrokers.Select(b => b.Id).ShouldBe([8, 9]);
        snapshot.Topics[0].Partitions[0].Health.ShouldBe(PartitionHealth.UnderReplicated | PartitionHealth.OfflineReplica);
        snapshot.Topics[0].Partitions[1].Health.ShouldBe(
            PartitionHealth.UnderReplicated | PartitionHealth.OfflineReplica | PartitionHealth.Leaderless | PartitionHealth.UnderMinIsr);
        snapshot.Topics[0].Partitions[1].Leader.ShouldBe(PartitionSnapshot.NoLeader);
        snapshot.Warnings[0].ShouldBe("Brokers 8, 9 hold replicas but are not up: counted as dead.");
    }

    [Fact]
    public async Task Read_FewerInSyncThanTheMinimum_IsUnderMinIsr()
    {
        var admin = new FakeClusterAdmin().Topics(
            Topic("t", Partition(0, [1, 2, 3], isr: [1]), Partition(1, [1, 2, 3], isr: [1, 2])),
            Topic("u", Partition(0, [1, 2], isr: [1])));
        admin.MinInSyncReplicas["t"] = "2";

        var topics = (await ReadAsync(admin)).Topics;

        topics[0].Partitions.Select(p => p.Health.HasFlag(PartitionHealth.UnderMinIsr)).ShouldBe([true, false]);
        topics[1].Partitions[0].Health.ShouldBe(PartitionHealth.UnderReplicated);
    }

    [Fact]
    public async Task Read_ConfigsRefused_IsAWarning()
    {
        var admin = new FakeClusterAdmin().Topics(Topic("t", Partition(0, [1])));
        admin.ConfigError = new KafkaError(KafkaErrorCode.TopicAuthorizationFailed, null);

        (await ReadAsync(admin)).Warnings.ShouldBe([
            "min.insync.replicas of 1 of 1 topic is not known, so partitions under it are not marked there: TopicAuthorizationFailed (29)"
        ]);
    }

    [Fact]
    public async Task Read_SilentBroker_IsAWarningWithItsName()
    {
        var admin = new FakeClusterAdmin().Topics(Topic("t", Partition(0, [1, 2]), Partition(1, [2])));
        admin.LogDirs.Add(new BrokerLogDirs(1, null, [Dir("/d", Log("t", 0, 5))]));
        admin.LogDirs.Add(new BrokerLogDirs(2, new KafkaError(KafkaErrorCode.NetworkException, "b2:9092 refuses the connection."), []));

        var snapshot = await ReadAsync(admin);

        snapshot.Warnings[0].ShouldStartWith(
            "Broker 2 (b2) did not report its log dirs: NetworkException (13): b2:9092 refuses the connection. Sizes come from ");
        snapshot.Topics[0].Partitions.Select(p => p.Size.Bytes).ShouldBe([5, null]);
        snapshot.Brokers.Select(b => b.UsableBytes).ShouldBe([400, null, 400]);
    }

    [Fact]
    public async Task Read_LogsThatAreNoReplicas_DoNotCount()
    {
        // A future copy, a copy on a broker that is no longer a replica, a partition and a topic that do not exist.
        var admin = new FakeClusterAdmin().Topics(Topic("t", Partition(0, [1])));
        admin.LogDirs.Add(
            new BrokerLogDirs(1, null, [Dir("/d", Log("t", 0, 5), Log("t", 0, 9, future: true), Log("t", 7, 1), Log("gone", 0, 3))]));
        admin.LogDirs.Add(new BrokerLogDirs(2, null, [Dir("/d", Log("t", 0, 500))]));

        (await ReadAsync(admin)).Topics[0].Partitions[0].Size.Bytes.ShouldBe(5);
    }

    [Fact]
    public async Task Read_AllGoodLogDirsCordoned_MarksTheBroker()
    {
        var admin = new FakeClusterAdmin().Topics(Topic("t", Partition(0, [1])));
        admin.LogDirs.Add(new BrokerLogDirs(1, null, [Dir("/d0") with { IsCordoned = true }, Dir("/d1") with { IsCordoned = true }]));
        admin.LogDirs.Add(new BrokerLogDirs(2, null, [Dir("/d0") with { IsCordoned = true }, Dir("/d1")]));
        admin.LogDirs.Add(new BrokerLogDirs(
            3,
            null,
            [Dir("/d0") with { IsCordoned = true }, Dir("/d1") with { Error = new KafkaError(KafkaErrorCode.KafkaStorageError, null) }]));

        var snapshot = await ReadAsync(admin);

        snapshot.Brokers.Select(b => b.Cordoned).ShouldBe([true, false, true]);
        snapshot.Warnings.ShouldBe(["Broker 3 (b3) has an offline log dir, /d1: KafkaStorageError (56)"]);
    }

    [Fact]
    public async Task Read_DirsOfOneVolume_CountItsFreeBytesOnce()
    {
        var admin = new FakeClusterAdmin().Topics(Topic("t", Partition(0, [1])));
        admin.LogDirs.Add(
            new BrokerLogDirs(1, null, [new("/a", null, 1_000_000, 500_100, false, []), new("/b", null, 1_000_000, 500_000, false, [])]));
        admin.LogDirs.Add(
            new BrokerLogDirs(2, null, [new("/a", null, 1_000_000, 500_100, false, []), new("/b", null, 1_000_000, 200_000, false, [])]));
        admin.LogDirs.Add(new BrokerLogDirs(3, null, [new("/a", null, -1, -1, false, [])]));

        (await ReadAsync(admin)).Brokers.Select(b => b.UsableBytes).ShouldBe([500_000, 700_100, null]);
    }

    [Fact]
    public async Task Read_NoLogDirsAndNoError_SuspectsThePermission()
    {
        var admin = new FakeClusterAdmin().Topics(Topic("t", Partition(0, [1])));
        admin.LogDirs.Add(new BrokerLogDirs(1, null, []));

        (await ReadAsync(admin)).Warnings.ShouldBe(
            ["Broker 1 (b1) reported no log dirs. Perhaps the permission DESCRIBE on CLUSTER is missing."]);
    }

    [Fact]
    public async Task Read_TopicWithError_IsLeftOutWithAWarning()
    {
        var admin = new FakeClusterAdmin().Topics(
            Topic("t", Partition(0, [1])),
            new TopicDescription("u", null, new KafkaError(KafkaErrorCode.TopicAuthorizationFailed, null), []));

        var snapshot = await ReadAsync(admin);

        snapshot.Topics.Select(t => t.Name).ShouldBe(["t"]);
        snapshot.Warnings.ShouldBe(["Topic u is not in the snapshot: TopicAuthorizationFailed (29)"]);
    }

    [Fact]
    public async Task Read_ClusterWithoutReassignmentApi_AsksForNoneAndSaysSo()
    {
        var admin = new FakeClusterAdmin().Topics(Topic("t", Partition(0, [1])));
        admin.Cluster = admin.Cluster with { SupportsReassignment = false };

        var snapshot = await ReadAsync(admin);

        admin.Calls.ShouldNotContain("reassignments");
        snapshot.Warnings.Length.ShouldBe(2);
        snapshot.Warnings.ShouldContain(w => w.Contains("Kafka before 2.4"));
        snapshot.Warnings.ShouldContain(w => w.Contains("kafka-reassign-partitions.sh of the brokers' own version"));
    }

    [Fact]
    public async Task Read_WithoutLogDirsAndMinimum_AsksForNeither()
    {
        var admin = new FakeClusterAdmin().Topics(Topic("t", Partition(0, [1])));

        var snapshot = await new ClusterReader(admin).ReadAsync(
            ReadOptions.Default with { LogDirs = false, MinInSyncReplicas = false }, TestContext.Current.CancellationToken);

        admin.Calls.ShouldBe(["cluster", "reassignments", "topics", "reassignments"]);
        snapshot.Topics[0].Partitions[0].Size.IsKnown.ShouldBeFalse();
    }

    [Fact]
    public async Task Read_SettleDelayOutOfRange_IsRefused() =>
        (await Should.ThrowAsync<InputException>(
            new ClusterReader(new FakeClusterAdmin()).ReadAsync(ReadOptions.Default with { SettleDelay = TimeSpan.FromHours(1) }, default)))
            .Message.ShouldContain("SettleDelay is 01:00:00");

    private static Task<ClusterSnapshot> ReadAsync(FakeClusterAdmin admin) =>
        new ClusterReader(admin).ReadAsync(ReadOptions.Default with { SettleDelay = TimeSpan.Zero }, TestContext.Current.CancellationToken);
}
