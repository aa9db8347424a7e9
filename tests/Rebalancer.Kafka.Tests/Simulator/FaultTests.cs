using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;
using static Rebalancer.Kafka.Simulator.SimulatedRelease;

namespace Rebalancer.Kafka.Tests.Simulator;

/// <summary>Failures in the middle as seen on real brokers (docs/reassignments.md; the sections are named).</summary>
public sealed class FaultTests
{
    // "Failures in the middle": the adding broker dies; 46 unchanged, offline after the session timeout; it resumes from the bytes it has.
    [Theory]
    [InlineData(KRaft43)]
    [InlineData(ZooKeeper24)]
    public async Task StopBroker_AddingReplica_StaysInFlightAndResumes(SimulatedRelease release)
    {
        using var fixture = new SimulatedClusterFixture(release);
        fixture.Cluster.LimitReplica("t", 0, 4, 10_000_000);
        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Advance(2);
        var copied = fixture.Cluster.ReplicaBytes("t", 0, 4);
        copied.ShouldBeInRange(15_000_000, 25_000_000);

        fixture.Cluster.StopBroker(4);
        fixture.Advance(1);
        (await fixture.MetadataAsync()).OfflineReplicas.ShouldBeEmpty();
        fixture.Advance(15);
        (await fixture.MetadataAsync()).OfflineReplicas.ShouldBe([4]);
        (await fixture.Admin.ListReassignmentsAsync(CancellationToken.None)).ShouldHaveSingleItem().AddingReplicas.ShouldBe([4]);
        fixture.Cluster.ReplicaBytes("t", 0, 4).ShouldBe(copied);

        fixture.Cluster.StartBroker(4);
        fixture.Advance(1.5);
        fixture.Partition.IsReassigning.ShouldBeTrue();
        fixture.Advance(2);
        fixture.Partition.Replicas.ShouldBe([1, 2, 4]);
    }

    [Fact] // "Failures in the middle": the leader dies; a new one after the session timeout, then the copy goes on where it was.
    public async Task StopBroker_Leader_CopyGoesOnFromNewLeader()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.LimitReplica("t", 0, 4, 10_000_000);
        await fixture.ReassignAsync([2, 3, 4]);
        fixture.Advance(1);

        fixture.Cluster.StopBroker(1);
        fixture.Advance(5);
        fixture.Partition.Leader.ShouldBe(1);
        fixture.Advance(5);
        fixture.Partition.Leader.ShouldBe(2);
        fixture.Advance(10);

        fixture.Partition.Replicas.ShouldBe([2, 3, 4]);
        fixture.Partition.Leader.ShouldBe(2);
    }

    // "Failures in the middle": removed while dead. KRaft keeps an invisible -stray copy, ZooKeeper shows the old one with offset lag -1.
    // Neither frees the space.
    [Theory]
    [InlineData(KRaft43, false)]
    [InlineData(ZooKeeper39, true)]
    public async Task StartBroker_RemovedWhileDead_LeavesCopyBehind(SimulatedRelease release, bool shows)
    {
        using var fixture = new SimulatedClusterFixture(release);
        fixture.Cluster.StopBroker(3);
        fixture.Advance(15);
        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Advance(5);
        fixture.Partition.Replicas.ShouldBe([1, 2, 4]);

        fixture.Cluster.StartBroker(3);
        fixture.Advance(600);

        var dir = (await fixture.Admin.DescribeLogDirsAsync([3], null, CancellationToken.None))
            .ShouldHaveSingleItem().LogDirs.ShouldHaveSingleItem();
        dir.UsableBytes.ShouldBe(dir.TotalBytes - 40_000_000);
        dir.Replicas.ShouldBe(shows ? [new ReplicaLog(new TopicPartition("t", 0), 40_000_000, -1, false)] : []);
    }

    [Fact] // "What goes wrong in production": the files of a removed replica take their space for another minute.
    public async Task AlterReassignments_Removed_SpaceIsFreeAMinuteLater()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        await fixture.ReassignAsync([1, 2]);

        fixture.Advance(30);
        (await UsedAsync(fixture, 3)).ShouldBe(40_000_000);
        fixture.Advance(31);
        (await UsedAsync(fixture, 3)).ShouldBe(0);
    }

    // "Failures in the middle": without KRaft's controller 45 hangs for a minute and answers 7, not applied; copying goes on, the end
    // waits.
    [Fact]
    public async Task StopController_KRaft_RequestsEndWithErrorSevenAndMovesWait()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Cluster.StopController();

        var call = fixture.ReassignAsync([1, 2, 5]);
        fixture.Advance(59);
        call.IsCompleted.ShouldBeFalse();
        fixture.Advance(2);

        (await call).ShouldBe(KafkaErrorCode.RequestTimedOut);
        fixture.Cluster.ReplicaBytes("t", 0, 4).ShouldBe(40_000_000);
        fixture.Partition.IsReassigning.ShouldBeTrue();
        fixture.Partition.Replicas.ShouldBe([1, 2, 4, 3]);

        fixture.Cluster.StartController();
        fixture.Advance(1);
        fixture.Partition.Replicas.ShouldBe([1, 2, 4]);
    }

    [Fact] // "Failures in the middle": ZooKeeper's controller dies; 41 while its session lasts, then another one knows everything.
    public async Task StopController_ZooKeeper_NotControllerUntilSessionEnds()
    {
        using var fixture = new SimulatedClusterFixture(ZooKeeper24);
        fixture.Hold(4);
        await fixture.ReassignAsync([2, 3, 4]);
        fixture.Cluster.ZooKeeperController.ShouldBe(1);

        fixture.Cluster.StopController();
        fixture.Advance(5);
        (await fixture.ReassignAsync([2, 3, 5])).ShouldBe(KafkaErrorCode.NotController);
        fixture.Advance(2);

        fixture.Cluster.ZooKeeperController.ShouldBe(2);
        (await fixture.Admin.ListReassignmentsAsync(CancellationToken.None)).ShouldHaveSingleItem().AddingReplicas.ShouldBe([4]);
    }

    [Fact] // Two brokers die at once, the controller among them: the next controller fences both.
    public void StopBroker_ControllerAndAnotherOneOnZooKeeper_BothFencedByTheNextController()
    {
        using var fixture = new SimulatedClusterFixture(ZooKeeper39);
        fixture.Cluster.StopBroker(2);
        fixture.Advance(0.1);
        fixture.Cluster.StopBroker(1);
        fixture.Advance(10);

        fixture.Cluster.Brokers.Where(b => b.IsFenced).Select(b => b.Id).ShouldBe([1, 2]);
        fixture.Partition.Isr.ShouldBe([3]);
        fixture.Partition.Leader.ShouldBe(3);
    }

    [Fact] // "Sizes of calls": one large call keeps a ZooKeeper controller from everybody else.
    public async Task AlterReassignments_ManyPartitionsOnZooKeeper_ControllerServesNobodyMeanwhile()
    {
        using var fixture = new SimulatedClusterFixture(ZooKeeper24, o => o with { ReassignmentCost = TimeSpan.FromMilliseconds(50) });
        fixture.Cluster.AddTopic("large", 0, [.. Enumerable.Range(0, 200).Select(_ => new[] { 1, 2 })]);
        await fixture.Admin.AlterReassignmentsAsync(
            [.. Enumerable.Range(0, 200).Select(p => new ReassignmentChange(new("large", p), [2, 1]))], true, CancellationToken.None);

        var list = fixture.Admin.ListReassignmentsAsync(CancellationToken.None);
        fixture.Advance(9);
        list.IsCompleted.ShouldBeFalse();
        fixture.Advance(2);
        (await list).ShouldBeEmpty();
    }

    [Theory] // "Failures in the middle": a topic is deleted in the middle.
    [InlineData(KRaft43, KafkaErrorCode.UnknownTopicOrPartition)]
    [InlineData(ZooKeeper39, KafkaErrorCode.NoReassignmentInProgress)]
    public async Task DeleteTopic_InFlight_GoneFromListAndMetadata(SimulatedRelease release, KafkaErrorCode cancel)
    {
        using var fixture = new SimulatedClusterFixture(release);
        fixture.Hold(4);
        await fixture.ReassignAsync([1, 2, 4]);

        fixture.Cluster.DeleteTopic("t").ShouldBeNull();
        fixture.Advance(0.2);

        (await fixture.Admin.ListReassignmentsAsync(CancellationToken.None)).ShouldBeEmpty();
        (await fixture.Admin.DescribeTopicsAsync(["t"], CancellationToken.None))
            .ShouldHaveSingleItem().Error!.Code.ShouldBe(KafkaErrorCode.UnknownTopicOrPartition);
        (await fixture.ReassignAsync([1, 2, 4])).ShouldBe(KafkaErrorCode.UnknownTopicOrPartition);
        (await fixture.ReassignAsync(null)).ShouldBe(cancel);
    }

    [Fact] // "Failures in the middle": KRaft gives new partitions the size of partition 0's union and refuses another.
    public async Task CreatePartitions_InFlightOnKRaft_NewPartitionsHaveSizeOfUnion()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Hold(4, 5);
        await fixture.ReassignAsync([3, 4, 5]);

        fixture.Cluster.CreatePartitions("t", 2, [[1, 2, 3]])!.Code.ShouldBe(KafkaErrorCode.InvalidReplicaAssignment);
        fixture.Cluster.CreatePartitions("t", 3).ShouldBeNull();

        fixture.Cluster.Partition("t", 2)!.Replicas.Length.ShouldBe(5);
    }

    [Fact] // "Failures in the middle": with ZooKeeper it is refused.
    public async Task CreatePartitions_InFlightOnZooKeeper_ReassignmentInProgress()
    {
        using var fixture = new SimulatedClusterFixture(ZooKeeper24);
        fixture.Hold(4);
        await fixture.ReassignAsync([1, 2, 4]);

        fixture.Cluster.CreatePartitions("t", 3)!.Code.ShouldBe(KafkaErrorCode.ReassignmentInProgress);
    }

    [Fact] // "Failures in the middle": a full disk takes the log dir offline, and a broker with one log dir down.
    public async Task SetUsableBytes_TooLittleForTheCopy_BrokerStops()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.SetUsableBytes(4, 10_000_000);
        fixture.Cluster.LimitReplica("t", 0, 4, 5_000_000);

        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Advance(15);

        fixture.Cluster.Brokers.Single(b => b.Id == 4).IsRunning.ShouldBeFalse();
        fixture.Partition.IsReassigning.ShouldBeTrue();
        (await fixture.Admin.DescribeLogDirsAsync([4], null, CancellationToken.None))
            .ShouldHaveSingleItem().Error!.Code.ShouldBe(KafkaErrorCode.NetworkException);
    }

    // docs/wire.md, "Log dirs": one of two log dirs fails: 56 for the dir, the replica is offline and leaves the ISR, the broker lives.
    [Fact]
    public async Task FailLogDir_OneOfTwo_ReplicaOfflineBrokerLives()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43, o => o with { LogDirsPerBroker = 2 });

        fixture.Cluster.FailLogDir(1);
        fixture.Advance(1);

        var dirs = (await fixture.Admin.DescribeLogDirsAsync([1], null, CancellationToken.None)).ShouldHaveSingleItem().LogDirs;
        dirs[0].Error!.Code.ShouldBe(KafkaErrorCode.KafkaStorageError);
        dirs[0].UsableBytes.ShouldBe(-1);
        dirs[1].Error.ShouldBeNull();
        var metadata = await fixture.MetadataAsync();
        metadata.OfflineReplicas.ShouldBe([1]);
        metadata.Leader.ShouldBe(2);
    }

    [Fact] // "Versions and migration": cordoned brokers get nothing from Kafka's own placement, but 45 moves there all the same.
    public async Task CordonBroker_TargetOfMove_AcceptedAndMovedThere()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.CordonBroker(4);
        fixture.Cluster.CreateTopic("placed", null, partitionCount: 20, replicationFactor: 2).ShouldBeNull();

        (await fixture.ReassignAsync([1, 2, 4])).ShouldBe(KafkaErrorCode.None);
        fixture.Advance(5);

        fixture.Partition.Replicas.ShouldBe([1, 2, 4]);
        fixture.Cluster.Partitions.Where(p => p.TopicPartition.Topic == "placed").SelectMany(p => p.Replicas).ShouldNotContain(4);
        (await fixture.Admin.DescribeLogDirsAsync([4], [], CancellationToken.None))
            .ShouldHaveSingleItem().LogDirs.ShouldAllBe(d => d.IsCordoned);
    }

    [Theory] // "Elections": elections.
    [InlineData(KRaft43)]
    [InlineData(ZooKeeper24)]
    public async Task ElectPreferredLeaders_EachCase_AnsweredAsSeen(SimulatedRelease release)
    {
        using var fixture = new SimulatedClusterFixture(release);

        (await ElectAsync(fixture, 0)).ShouldBe(KafkaErrorCode.ElectionNotNeeded);
        (await ElectAsync(fixture, 7)).ShouldBe(KafkaErrorCode.UnknownTopicOrPartition);

        await fixture.ReassignAsync([2, 1, 3]);
        (await ElectAsync(fixture, 0)).ShouldBe(KafkaErrorCode.None);
        fixture.Partition.Leader.ShouldBe(2);

        fixture.Cluster.StopBroker(2);
        fixture.Advance(15);
        fixture.Partition.Leader.ShouldBe(1);
        (await ElectAsync(fixture, 0)).ShouldBe(KafkaErrorCode.PreferredLeaderNotAvailable);

        fixture.Cluster.StartBroker(2);
        fixture.Advance(1);
        fixture.Partition.Leader.ShouldBe(1);
        (await ElectAsync(fixture, 0)).ShouldBe(KafkaErrorCode.None);
    }

    [Fact] // "Leaders and order": in mid-flight an election works on the target's order.
    public async Task ElectPreferredLeaders_MidFlight_WorksOnTargetsOrder()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Hold(4);

        await fixture.ReassignAsync([4, 2, 3]);
        (await ElectAsync(fixture, 0)).ShouldBe(KafkaErrorCode.PreferredLeaderNotAvailable);
        await fixture.ReassignAsync(null);

        await fixture.ReassignAsync([3, 2, 4]);
        (await ElectAsync(fixture, 0)).ShouldBe(KafkaErrorCode.None);
        fixture.Partition.Leader.ShouldBe(3);
    }

    // docs/wire.md, "Metadata": the last in-sync replica dies. Before ELR it stays in the ISR; with ELR the ISR is empty and the ELR names
    // it.
    [Theory]
    [InlineData(KRaft39, new[] { 1 }, new int[0])]
    [InlineData(KRaft43, new int[0], new[] { 1 })]
    public void StopBroker_LastInSyncReplica_LeaderlessUntilItReturns(SimulatedRelease release, int[] isr, int[] eligible)
    {
        using var fixture = new SimulatedClusterFixture(release, replicas: [1]);
        fixture.Cluster.StopBroker(1);
        fixture.Advance(15);
        fixture.Partition.Leader.ShouldBe(-1);
        fixture.Partition.Isr.ShouldBe(isr);
        fixture.Partition.EligibleLeaderReplicas.ShouldBe(eligible);

        fixture.Cluster.StartBroker(1);
        fixture.Partition.Leader.ShouldBe(1);
        fixture.Partition.Isr.ShouldBe([1]);
    }

    [Fact] // docs/wire.md, "Log dirs": the offset lag of a follower that is far behind is 0.
    public async Task DescribeLogDirs_FollowerCatchingUp_OffsetLagZero()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.LimitReplica("t", 0, 4, 1_000_000);
        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Advance(5);

        var replica = (await fixture.Admin.DescribeLogDirsAsync([4], [new("t", 0)], CancellationToken.None))
            .ShouldHaveSingleItem().LogDirs[0].Replicas.ShouldHaveSingleItem();

        replica.SizeBytes.ShouldBeInRange(4_500_000, 5_500_000);
        replica.OffsetLag.ShouldBe(0);
    }

    [Fact] // what goes wrong with one request.
    public async Task OnRequest_Faults_HitTheRequestOnly()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Hold(4);

        fixture.Cluster.FailNext(KafkaApiKeys.AlterPartitionReassignments, RequestFault.Error(KafkaErrorCode.NotController), times: 2);
        (await fixture.ReassignAsync([1, 2, 4])).ShouldBe(KafkaErrorCode.NotController);
        (await fixture.ReassignAsync([1, 2, 4])).ShouldBe(KafkaErrorCode.NotController);
        fixture.Partition.IsReassigning.ShouldBeFalse();

        fixture.Cluster.FailNext(KafkaApiKeys.AlterPartitionReassignments, RequestFault.LoseAnswer);
        (await Should.ThrowAsync<KafkaClusterException>(() => fixture.ReassignAsync([1, 2, 4]))).Failure.ShouldBe(KafkaFailure.Unreachable);
        fixture.Partition.IsReassigning.ShouldBeTrue();

        fixture.Cluster.FailNext(KafkaApiKeys.AlterPartitionReassignments, RequestFault.Drop);
        await Should.ThrowAsync<KafkaClusterException>(() => fixture.ReassignAsync(null));
        fixture.Partition.IsReassigning.ShouldBeTrue();

        fixture.Cluster.FailNext(KafkaApiKeys.ListPartitionReassignments, RequestFault.Hang);
        var hanging = fixture.Admin.ListReassignmentsAsync(CancellationToken.None);
        fixture.Advance(61);
        (await Should.ThrowAsync<KafkaClusterException>(() => hanging)).Failure.ShouldBe(KafkaFailure.TimedOut);

        fixture.Cluster.FailNext(KafkaApiKeys.ListPartitionReassignments, RequestFault.Delay(TimeSpan.FromSeconds(5)));
        var late = fixture.Admin.ListReassignmentsAsync(CancellationToken.None);
        late.IsCompleted.ShouldBeFalse();
        fixture.Advance(6);
        (await late).ShouldHaveSingleItem();
        fixture.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(4);
    }

    [Fact] // "Rights".
    public async Task Authorize_RightsMissing_RefusedWithKafkasCodes()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.Authorize(cluster: [AclOperation.Describe], topics: [AclOperation.Describe]);

        (await fixture.ReassignAsync([2, 1, 3])).ShouldBe(KafkaErrorCode.ClusterAuthorizationFailed);
        (await fixture.Admin.ListReassignmentsAsync(CancellationToken.None)).ShouldBeEmpty();
        (await fixture.Admin.AlterConfigsAsync(
            [new(ConfigResource.Topic("t"), "retention.ms", "1")],
            CancellationToken.None))[0].Error!.Code.ShouldBe(KafkaErrorCode.TopicAuthorizationFailed);
        (await fixture.Admin.DescribeConfigsAsync([ConfigResource.Broker(1)], null, CancellationToken.None))[0].Error!.Code.ShouldBe(
            KafkaErrorCode.ClusterAuthorizationFailed);
        (await fixture.Admin.DescribeClusterAsync(CancellationToken.None)).AuthorizedOperations.ShouldBe([AclOperation.Describe]);

        fixture.Cluster.Authorize(cluster: [], topics: []);
        (await Should.ThrowAsync<KafkaClusterException>(
            () => fixture.Admin.ListReassignmentsAsync(CancellationToken.None))).Failure.ShouldBe(KafkaFailure.Authorization);
        (await fixture.Admin.DescribeTopicsAsync(null, CancellationToken.None)).ShouldBeEmpty();
    }

    private static async Task<KafkaErrorCode> ElectAsync(SimulatedClusterFixture fixture, int partition) =>
        (await fixture.Admin.ElectPreferredLeadersAsync([new("t", partition)], CancellationToken.None)).ShouldHaveSingleItem().Error?.Code
            ?? KafkaErrorCode.None;

    private static async Task<long> UsedAsync(SimulatedClusterFixture fixture, int broker)
    {
        var dir = (await fixture.Admin.DescribeLogDirsAsync([broker], [], CancellationToken.None))
            .ShouldHaveSingleItem().LogDirs.ShouldHaveSingleItem();
        return dir.TotalBytes - dir.UsableBytes;
    }
}
