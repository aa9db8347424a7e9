using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A move that ended while unthrottle ran was told as skipped: it was not listed any more, and metadata still showed all replicas of before
/// and after.
/// </summary>
public sealed class EndedDuringUnthrottleTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(3.5)]
    [InlineData(4)]
    [InlineData(4.5)]
    public void Unthrottle_AMoveEndsMeanwhileAndMetadataIsBehind_IsNotSaidToBeSkipped(double seconds)
    {
        using var scenario = new ExecutionScenario(configure: o => o with { MetadataLag = TimeSpan.FromSeconds(4) });
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]));
        using var stop = new CancellationTokenSource();
        scenario.Cluster.LimitReplica("t", 0, 6, 0);
        scenario.StopAfter(TimeSpan.FromSeconds(10), stop);
        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(Megabyte) }, stop.Token).Outcome
            .ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, _ =>
        {
            scenario.Cluster.After(TimeSpan.FromSeconds(seconds), () => scenario.Cluster.LimitReplica("t", 0, 6, null));
            return null;
        });

        var report = scenario.Unthrottle();

        report.Counts.Keys.ShouldBeSubsetOf([PartitionState.Done, PartitionState.Running]);
        scenario.Events.OfType<PartitionEnded>().ShouldNotContain(e => e.State == PartitionState.Skipped);
    }
}
