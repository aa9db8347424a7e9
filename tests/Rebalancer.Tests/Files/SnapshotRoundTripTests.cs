using System.Collections.Immutable;
using CsCheck;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

public sealed class SnapshotRoundTripTests
{
    private static readonly Gen<string> s_text = Gen.Char["aZ09-._/\\\" äß漢\u00a0'<&"].Array[0, 8].Select(chars => new string(chars));

    private static readonly Gen<Guid?> s_topicId = Gen.Bool.SelectMany(
        has => has ? Gen.Guid.Select(id => (Guid?)id) : Gen.Const((Guid?)null));

    private static readonly Gen<ImmutableArray<int>> s_ids = Gen.Int[0, 12].Array[1, 6].Select(ids => ids.Distinct().ToImmutableArray());

    private static readonly Gen<PartitionSnapshot> s_partition =
        from number in Gen.Int[0, 40]
        from replicas in s_ids
        from isrKind in Gen.Int[0, 3]
        from isr in s_ids
        from leader in Gen.Int[-1, 12]
        from size in Gen.Long[-1, 1L << 50]
        from health in Gen.Int[0, 31]
        select WithItsHealth(new PartitionSnapshot(
            number,
            replicas,
            leader,
            isrKind switch { 0 => default, 1 => [], 2 => replicas, _ => isr },
            size < 0 ? DataSize.Unknown : DataSize.FromBytes(size),
            (PartitionHealth)health));

    private static readonly Gen<TopicSnapshot> s_topic =
        from name in Gen.Char["abcXYZ019._-"].Array[3, 12].Select(chars => new string(chars))
        from id in s_topicId
        from partitions in s_partition.Array[0, 12]
        select new TopicSnapshot(
            name, [.. partitions.DistinctBy(partition => partition.Partition).OrderBy(partition => partition.Partition)])
        { TopicId = id };

    private static readonly Gen<Broker> s_broker =
        from id in Gen.Int[0, 12]
        from host in s_text
        from hasRack in Gen.Bool
        from rack in s_text
        from cordoned in Gen.Bool
        select new Broker(id, host, hasRack ? rack : null) { Cordoned = cordoned };

    private static readonly Gen<ClusterSnapshot> s_snapshot =
        from clusterId in s_text
        from brokers in s_broker.Array[1, 12]
        from live in Gen.Int[1, 12]
        from topics in s_topic.Array[0, 6]
        let distinct = brokers.DistinctBy(broker => broker.Id).ToArray()
        select new ClusterSnapshot(
            clusterId.Length == 0 ? null : clusterId,
            [.. distinct.Take(live).OrderBy(broker => broker.Id)],
            [.. distinct.Skip(live).OrderBy(broker => broker.Id)],
            [.. topics.DistinctBy(topic => topic.Name).OrderBy(topic => topic.Name, StringComparer.Ordinal)]);

    [Fact]
    public void Read_WhatWriteWrote_IsTheSameSnapshot() => s_snapshot.Sample(
        snapshot =>
        {
            var read = SnapshotFile.Read(InputFile.From(new MemoryStream(SnapshotFileTests.SnapshotBytes(snapshot)), "c.json"));

            read.ClusterId.ShouldBe(snapshot.ClusterId);
            read.Brokers.ShouldBe(snapshot.Brokers);
            read.DeadBrokers.ShouldBe(snapshot.DeadBrokers);
            read.Topics.Select(topic => (topic.Name, topic.TopicId)).ShouldBe(snapshot.Topics.Select(topic => (topic.Name, topic.TopicId)));
            foreach (var (actual, expected) in read.Topics.SelectMany(topic => topic.Partitions)
                .Zip(snapshot.Topics.SelectMany(topic => topic.Partitions)))
            {
                actual.Partition.ShouldBe(expected.Partition);
                actual.Replicas.ShouldBe(expected.Replicas);
                actual.Leader.ShouldBe(expected.Leader);
                actual.Isr.IsDefault.ShouldBe(expected.Isr.IsDefault);
                (actual.Isr.IsDefault || actual.Isr.SequenceEqual(expected.Isr)).ShouldBeTrue();
                actual.Size.ShouldBe(expected.Size);
                actual.Health.ShouldBe(expected.Health);
            }

            read.PartitionCount.ShouldBe(snapshot.PartitionCount);
        },
        iter: 400,
        threads: 1);

    [Fact]
    public void Read_TopicsAndPartitionsInAnyOrder_IsTheSameSnapshot()
    {
        var shuffled =
            from snapshot in s_snapshot
            from topics in Gen.Shuffle(snapshot.Topics.ToArray())
            from brokers in Gen.Shuffle(snapshot.Brokers.ToArray())
            select (snapshot, other: snapshot with
            {
                Brokers = [.. brokers],
                Topics = [.. topics.Select(topic => topic with { Partitions = [.. topic.Partitions.Reverse()] })],
            });

        shuffled.Sample(
            pair => SnapshotFileTests.Render(
                SnapshotFile.Read(InputFile.From(new MemoryStream(SnapshotFileTests.SnapshotBytes(pair.other)), "c.json")))
                .ShouldBe(SnapshotFileTests.Render(pair.snapshot)),
            iter: 200,
            threads: 1);
    }

    /// <summary>A reader derives from leader and ISR what it can; the rest is the source's word.</summary>
    private static PartitionSnapshot WithItsHealth(PartitionSnapshot partition)
    {
        var derived = HealthRule.Derive(
            partition.Replicas.AsSpan(), partition.Replicas.AsSpan(), partition.Isr.IsDefault ? default : partition.Isr.AsSpan(),
            partition.Leader);
        var derivable = partition.Isr.IsDefault || partition.Health.HasFlag(PartitionHealth.Reassigning)
            ? PartitionHealth.Leaderless
            : PartitionHealth.Leaderless | PartitionHealth.UnderReplicated;
        return partition.WithHealth((partition.Health & ~derivable) | (derived & derivable));
    }

    [Fact]
    public void KafkaUuid_TextAndBack_IsTheSame() => Gen.Guid.Sample(id =>
    {
        KafkaUuid.Format(id).Length.ShouldBe(22);
        KafkaUuid.TryParse(KafkaUuid.Format(id), out var back).ShouldBeTrue();
        back.ShouldBe(id);
    });

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA", true)]
    [InlineData("nzWeL0O4TNKfjQw0volxSg", true)]
    [InlineData("nzWeL0O4TNKfjQw0volxS", false)]
    [InlineData("nzWeL0O4TNKfjQw0volxS+", false)]
    [InlineData("nzWeL0O4TNKfjQw0volxSgAA", false)]
    [InlineData("", false)]
    public void KafkaUuid_TryParse_TakesWhatKafkaPrints(string text, bool expected) => KafkaUuid.TryParse(text, out _).ShouldBe(expected);
}
