using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Conventions;

/// <summary>No two folders point at each other, at any depth.</summary>
public sealed class DirectionTests
{
    [Fact]
    public void Kafka_FoldersHaveNoCircles() => FolderCircles.Find(typeof(IClusterAdmin).Assembly).ShouldBeEmpty();

    [Fact]
    public void Simulator_FoldersHaveNoCircles() => FolderCircles.Find(typeof(SimulatedCluster).Assembly).ShouldBeEmpty();
}
