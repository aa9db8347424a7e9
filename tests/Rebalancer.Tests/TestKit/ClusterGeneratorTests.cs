using System.Security.Cryptography;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Rebalancer.TestKit;
using Rebalancer.Tests.Files;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.TestKit;

public sealed class ClusterGeneratorTests
{
    [Fact]
    public void Generate_EveryShape_IsAValidSnapshotOfThatShape()
    {
        foreach (var shape in ClusterGenerator.Shapes(partitionCount: 120))
        {
            var snapshot = ClusterGenerator.Generate(shape);
            var topology = TopologyResolver.Resolve(snapshot);

            // The reader checks ids, names, numbers and replicas.
            SnapshotFileTests.Render(
                SnapshotFile.Read(InputFile.From(new MemoryStream(SnapshotFileTests.SnapshotBytes(snapshot)), "c.json")))
                .ShouldBe(SnapshotFileTests.Render(snapshot), shape.ToString());
            snapshot.PartitionCount.ShouldBe(120, shape.ToString());
            (snapshot.Brokers.Length + snapshot.DeadBrokers.Length).ShouldBe(shape.BrokerCount, shape.ToString());
            topology.Dimensions.Length.ShouldBe(2, shape.ToString());
            topology.Warnings.ShouldBeEmpty(shape.ToString());
            var factors = snapshot.Topics.SelectMany(topic => topic.Partitions).Select(partition => partition.Replicas.Length).ToArray();
            factors.Min().ShouldBeGreaterThanOrEqualTo(shape.MinReplicationFactor, shape.ToString());
            factors.Max().ShouldBeLessThanOrEqualTo(shape.MaxReplicationFactor, shape.ToString());
        }
    }

    [Fact]
    public void Generate_SameShape_GivesTheSameBytesOnEveryMachine()
    {
        var shape = new ClusterShape
        {
            Family = ClusterFamily.UnevenCells,
            MinReplicationFactor = 1,
            MaxReplicationFactor = 4,
            PartitionCount = 500,
            Seed = 42
        };

        var hash = Convert.ToHexString(SHA256.HashData(SnapshotFileTests.SnapshotBytes(ClusterGenerator.Generate(shape))));

        hash.ShouldBe("E8A273D9EE9715EEA9A39D43F818D777F6DD32B6E6AA321B3B594296885AA32D");
        SnapshotFileTests.Render(ClusterGenerator.Generate(shape with { Seed = 43 }))
            .ShouldNotBe(SnapshotFileTests.Render(ClusterGenerator.Generate(shape)));
    }

    [Fact]
    public void Generate_ScaleOut_LeavesAThirdEmpty()
    {
        var used = UsedBrokers(ClusterGenerator.Generate(new ClusterShape { Family = ClusterFamily.ScaleOut, BrokerCount = 15 }));

        used.ShouldBe(Enumerable.Range(1001, 10));
    }

    [Fact]
    public void Generate_Drained_HasATenthDeadAndNoLeaderOnThem()
    {
        var snapshot = ClusterGenerator.Generate(
            new ClusterShape { Family = ClusterFamily.Drained, BrokerCount = 20, PartitionCount = 400 });

        snapshot.DeadBrokers.Length.ShouldBe(2);
        var dead = snapshot.DeadBrokers.Select(broker => broker.Id).ToArray();
        UsedBrokers(snapshot).Intersect(dead).ShouldBe(dead, ignoreOrder: true);
        snapshot.Topics.SelectMany(topic => topic.Partitions)
            .ShouldAllBe(partition => !dead.Contains(partition.Leader) && !partition.Isr.Intersect(dead).Any());
    }

    [Fact]
    public void Generate_UnevenCells_HasFullAndEmptyCells()
    {
        var snapshot = ClusterGenerator.Generate(new ClusterShape { Family = ClusterFamily.UnevenCells, BrokerCount = 30 });

        var cells = snapshot.Brokers.CountBy(broker => broker.Rack!).ToArray();
        cells.Length.ShouldBeLessThan(15);
        cells.Max(cell => cell.Value).ShouldBeGreaterThan(cells.Min(cell => cell.Value) + 1);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(4, 0, 1)]
    [InlineData(1, 6, 2)]
    public void Generate_GridsWithoutADimension_GiveFewerDimensions(int faultDomains, int updateDomains, int dimensions)
    {
        var request = ClusterGenerator.GenerateRequest(new ClusterShape { FaultDomains = faultDomains, UpdateDomains = updateDomains });

        request.Topology.Dimensions.Length.ShouldBe(dimensions);
    }

    private static int[] UsedBrokers(ClusterSnapshot snapshot) =>
        [.. snapshot.Topics.SelectMany(topic => topic.Partitions).SelectMany(partition => partition.Replicas).Distinct().Order()];
}
