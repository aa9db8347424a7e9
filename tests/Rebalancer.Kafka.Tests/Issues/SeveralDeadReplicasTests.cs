using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A lost rack took two of a partition's three replicas: replaced one at a time, each list would wait for the other dead one.
/// </summary>
public sealed class SeveralDeadReplicasTests
{
    [Theory]
    [InlineData(SimulatedRelease.KRaft43)]
    [InlineData(SimulatedRelease.KRaft39)]
    [InlineData(SimulatedRelease.ZooKeeper39)]
    [InlineData(SimulatedRelease.ZooKeeper24)]
    public void Apply_TwoOfThreeReplicasAreDead_ReplacesThem(SimulatedRelease release)
    {
        using var scenario = new ExecutionScenario(release);
        scenario.Topic("t", 40 * ExecutionScenario.Megabyte, ([1, 2, 3], [4, 5, 3]), ([2, 6, 1], [7, 6, 8]));
        scenario.Cluster.StopBroker(1);
        scenario.Cluster.StopBroker(2);
        scenario.Advance(60);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }
}
