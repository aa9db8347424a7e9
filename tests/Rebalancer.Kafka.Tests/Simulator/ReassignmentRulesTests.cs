using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;
using static Rebalancer.Kafka.Simulator.SimulatedRelease;

namespace Rebalancer.Kafka.Tests.Simulator;

/// <summary>What was seen on real brokers (docs/reassignments.md; the sections are named), asked of the simulator.</summary>
public sealed class ReassignmentRulesTests
{
    [Theory] // "What a reassignment is": T followed by the removed ones, in the old order with ZooKeeper, sorted with KRaft.
    [InlineData(KRaft43, new[] { 1, 2, 3 }, new[] { 3, 4, 2 }, new[] { 3, 4, 2, 1 }, new[] { 4 }, new[] { 1 })]
    [InlineData(ZooKeeper39, new[] { 1, 2, 3 }, new[] { 3, 4, 2 }, new[] { 3, 4, 2, 1 }, new[] { 4 }, new[] { 1 })]
    [InlineData(KRaft43, new[] { 3, 1, 2 }, new[] { 4 }, new[] { 4, 1, 2, 3 }, new[] { 4 }, new[] { 1, 2, 3 })]
    [InlineData(ZooKeeper24, new[] { 3, 1, 2 }, new[] { 4 }, new[] { 4, 3, 1, 2 }, new[] { 4 }, new[] { 3, 1, 2 })]
    public async Task AlterReassignments_NewTarget_ListsUnionAddingAndRemoving(
        SimulatedRelease release, int[] present, int[] target, int[] union, int[] adding, int[] removing)
    {
        using var fixture = new SimulatedClusterFixture(release, replicas: present);
        fixture.Hold(4);

        (await fixture.ReassignAsync(target)).ShouldBe(KafkaErrorCode.None);

        var listed = (await fixture.Admin.ListReassignmentsAsync(CancellationToken.None)).ShouldHaveSingleItem();
        listed.Replicas.ShouldBe(union);
        listed.AddingReplicas.ShouldBe(adding);
        listed.RemovingReplicas.ShouldBe(removing);
    }

    [Theory] // "Leaders and order": data moves, the leader stays where the target keeps it, else the target's first in-sync replica leads.
    [InlineData(ZooKeeper24, new[] { 4, 1, 2 }, 1)]
    [InlineData(ZooKeeper39, new[] { 4, 1, 2 }, 1)]
    [InlineData(KRaft39, new[] { 4, 1, 2 }, 1)]
    [InlineData(KRaft43, new[] { 4, 1, 2 }, 1)]
    [InlineData(KRaft43, new[] { 4, 3, 5 }, 4)]
    [InlineData(ZooKeeper39, new[] { 4, 3, 5 }, 4)]
    public async Task AlterReassignments_TimePasses_EndsAtTargetWithLeaderAsSeen(SimulatedRelease release, int[] target, int leader)
    {
        using var fixture = new SimulatedClusterFixture(release);

        await fixture.ReassignAsync(target);
        fixture.Advance(5);

        (await fixture.Admin.ListReassignmentsAsync(CancellationToken.None)).ShouldBeEmpty();
        var metadata = await fixture.MetadataAsync();
        metadata.Replicas.ShouldBe(target);
        metadata.Isr.Order().ShouldBe(target.Order());
        metadata.Leader.ShouldBe(leader);
        fixture.Cluster.ReplicaBytes("t", 0, 4).ShouldBe(40 * SimulatedClusterFixture.Megabyte);
        new[] { 1, 2, 3 }.Except(target).ShouldAllBe(b => fixture.Cluster.ReplicaBytes("t", 0, b) == -1);
    }

    [Theory] // "What a reassignment is": a pure re-order is done at once, never listed, and the leader stays.
    [InlineData(KRaft43, 0)]
    [InlineData(ZooKeeper39, 1)]
    public async Task AlterReassignments_OtherOrderOnly_DoneAtOnceLeaderStays(SimulatedRelease release, int epochBumps)
    {
        using var fixture = new SimulatedClusterFixture(release);
        var epoch = fixture.Partition.LeaderEpoch;

        (await fixture.ReassignAsync([3, 1, 2])).ShouldBe(KafkaErrorCode.None);

        (await fixture.Admin.ListReassignmentsAsync(CancellationToken.None)).ShouldBeEmpty();
        fixture.Partition.Replicas.ShouldBe([3, 1, 2]);
        fixture.Partition.Leader.ShouldBe(1);
        (fixture.Partition.LeaderEpoch - epoch).ShouldBe(epochBumps);
    }

    [Theory] // "What a reassignment is": a pure removal needs no copying; removing the leader moves leadership in the same step.
    [InlineData(KRaft43)]
    [InlineData(KRaft39)]
    [InlineData(ZooKeeper24)]
    public async Task AlterReassignments_RemovalOfLeader_DoneAtOnceWithNewLeader(SimulatedRelease release)
    {
        using var fixture = new SimulatedClusterFixture(release);

        await fixture.ReassignAsync([2, 3]);

        fixture.Partition.IsReassigning.ShouldBeFalse();
        fixture.Partition.Replicas.ShouldBe([2, 3]);
        fixture.Partition.Leader.ShouldBe(2);
    }

    [Theory] // "What a reassignment is": a no-op writes nothing with KRaft and bumps the leader epoch with ZooKeeper.
    [InlineData(KRaft43, 0)]
    [InlineData(ZooKeeper39, 1)]
    public async Task AlterReassignments_SameListAgain_BumpsEpochOnlyWithZooKeeper(SimulatedRelease release, int epochBumps)
    {
        using var fixture = new SimulatedClusterFixture(release);
        var epoch = fixture.Partition.LeaderEpoch;

        (await fixture.ReassignAsync([1, 2, 3])).ShouldBe(KafkaErrorCode.None);

        (fixture.Partition.LeaderEpoch - epoch).ShouldBe(epochBumps);
    }

    [Theory] // docs/wire.md, "Reassignment calls"
    [InlineData(KRaft43, new int[0], KafkaErrorCode.InvalidReplicaAssignment)]
    [InlineData(KRaft43, new[] { 1, 1 }, KafkaErrorCode.InvalidReplicaAssignment)]
    [InlineData(KRaft43, new[] { 1, -2 }, KafkaErrorCode.InvalidReplicaAssignment)]
    [InlineData(KRaft43, new[] { 1, 9 }, KafkaErrorCode.InvalidReplicaAssignment)]
    [InlineData(ZooKeeper24, new int[0], KafkaErrorCode.InvalidReplicaAssignment)]
    [InlineData(ZooKeeper24, new[] { 1, 1 }, KafkaErrorCode.InvalidReplicaAssignment)]
    [InlineData(ZooKeeper24, new[] { 1, 9 }, KafkaErrorCode.InvalidReplicaAssignment)]
    public async Task AlterReassignments_BadTarget_Refused(SimulatedRelease release, int[] target, KafkaErrorCode expected)
    {
        using var fixture = new SimulatedClusterFixture(release);

        (await fixture.ReassignAsync(target)).ShouldBe(expected);

        fixture.Partition.Replicas.ShouldBe([1, 2, 3]);
    }

    [Theory] // docs/wire.md, "Reassignment calls": a dead broker is refused with ZooKeeper once its session ended, taken with KRaft.
    [InlineData(KRaft43, KafkaErrorCode.None)]
    [InlineData(KRaft39, KafkaErrorCode.None)]
    [InlineData(ZooKeeper39, KafkaErrorCode.InvalidReplicaAssignment)]
    public async Task AlterReassignments_DeadBrokerAdded_AsSeen(SimulatedRelease release, KafkaErrorCode expected)
    {
        using var fixture = new SimulatedClusterFixture(release);
        fixture.Cluster.StopBroker(4);
        fixture.Advance(10);

        (await fixture.ReassignAsync([1, 2, 4])).ShouldBe(expected);

        fixture.Advance(60);
        fixture.Partition.IsReassigning.ShouldBe(expected == KafkaErrorCode.None);
    }

    [Theory] // "Cancel and override": a cancel of nothing, and of the unknown.
    [InlineData(KRaft43, "t", 0, KafkaErrorCode.NoReassignmentInProgress)]
    [InlineData(KRaft43, "no", 0, KafkaErrorCode.UnknownTopicOrPartition)]
    [InlineData(ZooKeeper39, "t", 7, KafkaErrorCode.NoReassignmentInProgress)]
    public async Task AlterReassignments_CancelOfNothing_AsSeen(
        SimulatedRelease release, string topic, int partition, KafkaErrorCode expected)
    {
        using var fixture = new SimulatedClusterFixture(release);

        var results = await fixture.Admin.AlterReassignmentsAsync(
            [new ReassignmentChange(new(topic, partition), null)], true, CancellationToken.None);

        results.ShouldHaveSingleItem().Error!.Code.ShouldBe(expected);
    }

    [Theory] // "Cancel and override": the cancelled list has the union's order, not the original's.
    [InlineData(ZooKeeper24)]
    [InlineData(ZooKeeper39)]
    [InlineData(KRaft39)]
    [InlineData(KRaft43)]
    public async Task AlterReassignments_Cancel_LeavesOriginalSetInOrderOfUnion(SimulatedRelease release)
    {
        using var fixture = new SimulatedClusterFixture(release);
        fixture.Hold(4);
        await fixture.ReassignAsync([3, 4, 2]);
        fixture.Advance(1);

        (await fixture.ReassignAsync(null)).ShouldBe(KafkaErrorCode.None);

        fixture.Partition.Replicas.ShouldBe([3, 2, 1]);
        fixture.Partition.IsReassigning.ShouldBeFalse();
        fixture.Cluster.ReplicaBytes("t", 0, 4).ShouldBe(-1);
    }

    [Fact] // "Cancel and override": added replicas that are already in sync are dropped as well.
    public async Task AlterReassignments_CancelWithAddedReplicaInSync_DropsIt()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43, replicas: [1, 2]);
        fixture.Hold(4);
        await fixture.ReassignAsync([1, 2, 3, 4]);
        fixture.Advance(2);
        fixture.Partition.Isr.ShouldBe([1, 2, 3]);

        await fixture.ReassignAsync(null);

        fixture.Partition.Replicas.ShouldBe([1, 2]);
        fixture.Partition.Isr.ShouldBe([1, 2]);
    }

    [Theory] // "Cancel and override", the table: from [1,2,3] to [1,2,4] in flight, the next target, and where it ends.
    [InlineData(ZooKeeper39, new[] { 1, 2, 4 }, new[] { 1, 2, 4 })]
    [InlineData(KRaft43, new[] { 1, 2, 4 }, new[] { 1, 2, 4 })]
    [InlineData(ZooKeeper39, new[] { 1, 2, 3 }, new[] { 1, 2, 3 })]
    [InlineData(KRaft39, new[] { 1, 2, 3 }, new[] { 1, 2, 3 })]
    [InlineData(ZooKeeper39, new[] { 1, 2, 4, 3 }, new[] { 1, 2, 4, 3 })]
    [InlineData(KRaft43, new[] { 1, 2, 4, 3 }, new[] { 1, 2, 4 })]
    [InlineData(KRaft43, new[] { 1, 2, 3, 4 }, new[] { 1, 2, 4 })]
    [InlineData(ZooKeeper39, new[] { 1, 2, 3, 4, 5 }, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(KRaft43, new[] { 1, 2, 3, 4, 5 }, new[] { 1, 2, 4, 5 })]
    [InlineData(ZooKeeper39, new[] { 1, 2, 5 }, new[] { 1, 2, 5 })]
    [InlineData(KRaft43, new[] { 1, 2, 5 }, new[] { 1, 2, 5 })]
    [InlineData(KRaft43, new[] { 4, 2, 1 }, new[] { 4, 2, 1 })]
    public async Task AlterReassignments_Override_EndsAsSeen(SimulatedRelease release, int[] next, int[] end)
    {
        using var fixture = new SimulatedClusterFixture(release);
        fixture.Hold(4, 5);
        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Advance(1);

        (await fixture.ReassignAsync(next)).ShouldBe(KafkaErrorCode.None);
        fixture.Release(4, 5);
        fixture.Advance(10);

        fixture.Partition.IsReassigning.ShouldBeFalse();
        fixture.Partition.Replicas.ShouldBe(end);
    }

    [Theory] // "Cancel and override": the way back by the original list never ends on 4.3.1, in whatever order.
    [InlineData(new[] { 1, 2, 3 })]
    [InlineData(new[] { 3, 2, 1 })]
    public async Task AlterReassignments_OriginalListWhileInFlightOn431_NeverEndsUntilCancelled(int[] original)
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Hold(4);
        await fixture.ReassignAsync([1, 2, 4]);

        (await fixture.ReassignAsync(original)).ShouldBe(KafkaErrorCode.None);
        fixture.Release(4);
        fixture.Advance(600);

        fixture.Partition.Replicas.ShouldBe([.. original, 4]);
        fixture.Partition.AddingReplicas.ShouldBe([4]);
        fixture.Partition.RemovingReplicas.ShouldBe([4]);
        fixture.Partition.Isr.Order().ShouldBe([1, 2, 3, 4]);

        (await fixture.ReassignAsync(null)).ShouldBe(KafkaErrorCode.None);
        fixture.Partition.Replicas.ShouldBe(original);
        fixture.Partition.IsReassigning.ShouldBeFalse();
    }

    [Theory] // "Cancel and override": [1,2,3] to [4,5,1] in flight, then [4].
    [InlineData(KRaft39, true)]
    [InlineData(KRaft43, false)]
    public async Task AlterReassignments_OverrideThatDropsAnAddingReplica_EndsOnlyBefore431(SimulatedRelease release, bool ends)
    {
        using var fixture = new SimulatedClusterFixture(release);
        fixture.Hold(4, 5);
        await fixture.ReassignAsync([4, 5, 1]);

        await fixture.ReassignAsync([4]);
        fixture.Partition.Replicas.ShouldBe([4, 1, 2, 3, 5]);
        fixture.Partition.AddingReplicas.ShouldBe([4, 5]);
        fixture.Partition.RemovingReplicas.ShouldBe([1, 2, 3, 5]);
        fixture.Release(4, 5);
        fixture.Advance(60);

        fixture.Partition.IsReassigning.ShouldBe(!ends);
    }

    [Theory] // "Cancel and override": override and then cancel.
    [InlineData(ZooKeeper39, new[] { 1, 2, 3 })]
    [InlineData(KRaft43, new[] { 1, 4, 2, 3 })]
    public async Task AlterReassignments_OverrideThenCancel_GrowsReplicationFactorOnKRaft(SimulatedRelease release, int[] end)
    {
        using var fixture = new SimulatedClusterFixture(release);
        fixture.Hold(4, 5);
        await fixture.ReassignAsync([1, 2, 4]);
        await fixture.ReassignAsync([1, 4, 5]);

        await fixture.ReassignAsync(null);

        fixture.Partition.Replicas.ShouldBe(end);
    }

    [Theory] // "When it completes": a kept replica that is dead. ZooKeeper and 3.9.2 wait for it; 4.3.1 ends without it.
    [InlineData(ZooKeeper39, false)]
    [InlineData(KRaft39, false)]
    [InlineData(KRaft43, true)]
    public async Task AlterReassignments_KeptReplicaDead_EndsWithoutItOnlyOn431(SimulatedRelease release, bool endsWithoutIt)
    {
        using var fixture = new SimulatedClusterFixture(release);
        fixture.Hold(4);
        await fixture.ReassignAsync([1, 2, 4]);
        fixture.Cluster.StopBroker(2);
        fixture.Advance(15);
        fixture.Release(4);
        fixture.Advance(15);

        fixture.Partition.IsReassigning.ShouldBe(!endsWithoutIt);
        fixture.Partition.Isr.ShouldContain(4);

        fixture.Cluster.StartBroker(2);
        fixture.Advance(5);
        fixture.Partition.IsReassigning.ShouldBeFalse();
        fixture.Partition.Isr.Order().ShouldBe([1, 2, 4]);
    }

    [Fact] // "When it completes": a shrinking target waits for all of its members, on 4.3.1 too.
    public async Task AlterReassignments_ShrinkToSetWithDeadMember_WaitsForIt()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Cluster.StopBroker(2);
        fixture.Advance(15);

        await fixture.ReassignAsync([1, 2]);
        fixture.Advance(60);
        fixture.Partition.IsReassigning.ShouldBeTrue();

        fixture.Cluster.StartBroker(2);
        fixture.Advance(5);
        fixture.Partition.Replicas.ShouldBe([1, 2]);
        fixture.Partition.IsReassigning.ShouldBeFalse();
    }

    // "Failures in the middle": only the adding replica is in sync. KRaft refuses the cancel and the move ends well; ZooKeeper loses the
    // partition.
    [Theory]
    [InlineData(KRaft43, KafkaErrorCode.InvalidReplicaAssignment)]
    [InlineData(ZooKeeper24, KafkaErrorCode.None)]
    [InlineData(ZooKeeper39, KafkaErrorCode.None)]
    public async Task AlterReassignments_CancelWhileOnlyAddingInSync_RefusedOrLosesTheOnlyGoodCopy(
        SimulatedRelease release, KafkaErrorCode expected)
    {
        using var fixture = new SimulatedClusterFixture(release, replicas: [1]);
        fixture.Hold(5);
        await fixture.ReassignAsync([4, 5]);
        fixture.Advance(2);
        fixture.Cluster.StopBroker(1);
        fixture.Advance(15);
        fixture.Partition.Isr.ShouldBe([4]);

        (await fixture.ReassignAsync(null)).ShouldBe(expected);

        if (expected == KafkaErrorCode.None)
        {
            fixture.Partition.Replicas.ShouldBe([1]);
            fixture.Partition.Isr.ShouldBe([4]);
            fixture.Partition.Leader.ShouldBe(-1);
            fixture.Cluster.ReplicaBytes("t", 0, 4).ShouldBe(-1);
            fixture.Cluster.StartBroker(1);
            fixture.Advance(5);
            fixture.Partition.Leader.ShouldBe(-1);
        }
        else
        {
            fixture.Release(5);
            fixture.Advance(5);
            fixture.Partition.Replicas.ShouldBe([4, 5]);
            fixture.Partition.IsReassigning.ShouldBeFalse();
        }
    }

    [Theory] // "What a reassignment is": the guard of 4.1+ compares with the set before the move, in flight too.
    [InlineData(new[] { 1, 2 }, KafkaErrorCode.InvalidReplicationFactor)]
    [InlineData(new[] { 1, 2, 4, 3 }, KafkaErrorCode.InvalidReplicationFactor)]
    [InlineData(new[] { 1, 2, 5 }, KafkaErrorCode.None)]
    public async Task AlterReassignments_ReplicationFactorChangeForbidden_ComparesWithSetBeforeMove(int[] next, KafkaErrorCode expected)
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        fixture.Hold(4, 5);
        await fixture.ReassignAsync([1, 2, 4]);

        (await fixture.ReassignAsync(next, allowReplicationFactorChange: false)).ShouldBe(expected);
    }

    [Fact] // "Progress and verdicts": API 46 is ahead of Metadata, which shows the union for a moment longer.
    public async Task ListReassignments_MoveEnded_EmptyWhileMetadataStillShowsUnion()
    {
        using var fixture = new SimulatedClusterFixture(KRaft43);
        await fixture.ReassignAsync([1, 2, 4]);
        for (var tick = 0; tick < 100 && fixture.Partition.IsReassigning; tick++)
        {
            fixture.Advance(0.1);
        }

        (await fixture.Admin.ListReassignmentsAsync(CancellationToken.None)).ShouldBeEmpty();
        (await fixture.MetadataAsync()).Replicas.ShouldBe([1, 2, 4, 3]);

        fixture.Advance(0.1);
        (await fixture.MetadataAsync()).Replicas.ShouldBe([1, 2, 4]);
    }

    [Fact] // "Progress and verdicts": with ZooKeeper there is a moment with the new list and the old ISR.
    public async Task ListReassignments_MoveEndedOnZooKeeper_MetadataShowsNewListWithOldIsrForAMoment()
    {
        using var fixture = new SimulatedClusterFixture(ZooKeeper39);
        var seen = new List<string>();
        await fixture.ReassignAsync([4]);
        for (var step = 0; step < 300; step++)
        {
            fixture.Advance(0.01);
            var metadata = await fixture.MetadataAsync();
            seen.Add($"{string.Join(',', metadata.Replicas)} isr {string.Join(',', metadata.Isr)}");
        }

        seen.Distinct().ShouldBe(["1,2,3 isr 1,2,3", "4,1,2,3 isr 1,2,3", "4 isr 1,2,3,4", "4 isr 4"]);
    }

    [Fact] // "Sizes of calls": KRaft carries out the first 10 000 changes of one call, the rest is answered -1.
    public async Task AlterReassignments_MoreThanTenThousandChanges_RestAnsweredUnknownServerError()
    {
        using var fixture = new SimulatedClusterFixture(KRaft39);
        var assignment = Enumerable.Range(0, 10_005).Select(_ => new[] { 1, 2 }).ToArray();
        fixture.Cluster.AddTopic("large", 0, assignment);
        var changes = Enumerable.Range(0, 10_005).Select(p => new ReassignmentChange(new("large", p), [2, 1])).ToList();

        var results = await fixture.Admin.AlterReassignmentsAsync(changes, true, CancellationToken.None);

        results.Count(r => r.Error is null).ShouldBe(10_000);
        results.Skip(10_000).ShouldAllBe(r => r.Error!.Code == KafkaErrorCode.UnknownServerError);
    }
}
