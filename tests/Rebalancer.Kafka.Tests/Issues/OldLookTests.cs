using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>Log dirs that took a minute to answer let a step be sent by a look that was as old.</summary>
public sealed class OldLookTests
{
    [Fact]
    public void Apply_KeptReplicaFallsOutWhileLogDirsAreRead_NothingIsSentThatDropsAnother()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", ExecutionScenario.Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Cluster.OnRequest(
            KafkaApiKeys.DescribeLogDirs, _ =>
            scenario.Events.Count > 0 && scenario.Cluster.Now < TimeSpan.FromSeconds(60) ? RequestFault.Delay(TimeSpan.FromSeconds(40))
            : null);
        scenario.Cluster.After(TimeSpan.FromSeconds(3), () => scenario.Cluster.StopBroker(2));
        scenario.Cluster.After(TimeSpan.FromSeconds(200), () => scenario.Cluster.StartBroker(2));
        var sent = 0;
        scenario.Cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            sent++;
            scenario.Partition("t").Isr.ShouldContain(2);
            return null;
        });
        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.None }).Outcome.ShouldBe(ExecutionOutcome.Completed);

        sent.ShouldBe(1);
        scenario.Assignment().ShouldBe(scenario.Planned());
    }
}
