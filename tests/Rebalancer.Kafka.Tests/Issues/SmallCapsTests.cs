using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>Caps below what one step copies (<c>--max-moves 1</c> where a step needs two) never let it start.</summary>
public sealed class SmallCapsTests
{
    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(5, 1, 5)]
    [InlineData(5, 5, 1)]
    [InlineData(1, 1, 1)]
    public void Apply_StepNeedsMoreThanACap_TravelsAlone(int most, int mostIn, int mostOut)
    {
        // One list changes by two replicas at once: with one replica at a time the spread would get worse on the way.
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 20 * ExecutionScenario.Megabyte, ([1, 5, 9], [4, 2, 9]), ([1, 2, 3], [1, 2, 6]), ([5], [5, 9, 7]));
        var running = 0;
        scenario.Cluster.Observe(o => running = Math.Max(running, o.Cluster.Reassigning.Sum(p => p.AddingReplicas.Length)));

        var report = scenario.Apply(new ExecutionOptions
        {
            MaxMoves = most,
            MaxMovesIn = mostIn,
            MaxMovesOut = mostOut,
            WholePartition = true,
            AllowReplicationFactorChange = true
        });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Assignment().ShouldBe(scenario.Planned());
        running.ShouldBeLessThanOrEqualTo(Math.Max(most, 2));
    }
}
