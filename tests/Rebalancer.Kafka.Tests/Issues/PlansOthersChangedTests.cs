using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>What is told of a plan whose partitions or brokers are not as it left them.</summary>
public sealed class PlansOthersChangedTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void Looks_AtAPartitionThatSomebodyElseChanged_TellTheListItHas()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.ReassignByOthers("t", 0, 4, 5, 9);
        scenario.Advance(60);
        const string What = "it has [4,5,9], neither the list before [1,2,3] nor the planned [1,2,6]";

        var (verified, status, unthrottled) = (scenario.Verify(), scenario.Status(), scenario.Unthrottle());

        foreach (var exception in verified.Exceptions.Concat(unthrottled.Exceptions))
        {
            exception.Replicas.ShouldBe([4, 5, 9]);
            exception.Reason.ShouldBe(What);
        }

        verified.Exceptions.ShouldHaveSingleItem();
        unthrottled.Exceptions.ShouldHaveSingleItem();
        status.Drifted.ShouldHaveSingleItem().Reason.ShouldBe(What);
        status.Advice.ShouldBe("1 partition was changed by somebody else. Nothing else is left to do. To include it, make a new plan.");
    }

    [Fact]
    public void Status_OnlySomePartitionsWereChanged_SaysThatApplyLeavesThemOut()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]), ([1, 2, 3], [1, 2, 6]));
        scenario.Cluster.ReassignByOthers("t", 0, 4, 5, 9);
        scenario.Advance(60);

        scenario.Status().Advice.ShouldEndWith("; 'apply --skip-drifted' carries out the rest.");
    }

    [Fact]
    public void Status_ADestinationIsDown_NamesIt()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]), ([1, 2, 3], [1, 2, 6]));
        scenario.Status().Notes.ShouldBeEmpty();
        scenario.Cluster.StopBroker(6);
        scenario.Advance(60);

        scenario.Status().Notes.ShouldContain("Broker 6 is not up: 2 partitions of this plan should be on it.");
    }

    [Fact]
    public void Status_ARunEndedEarly_OffersToCarryOn()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]), ([1, 2, 3], [1, 2, 9]));
        scenario.Cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            scenario.Cluster.StopBroker(9);
            return null;
        });
        scenario.Apply(new ExecutionOptions
        {
            MaxMoves = 1,
            DeadBrokerGrace = TimeSpan.FromSeconds(30),
            HoldTimeout = TimeSpan.FromMinutes(2),
        }).Outcome.ShouldBe(ExecutionOutcome.Partial);

        var status = scenario.Status();

        status.LastOutcome.ShouldBe(ExecutionOutcome.Partial);
        status.IsUnfinished.ShouldBeFalse();
        status.Counts[PartitionState.Pending].ShouldBeGreaterThan(0);
        status.Advice.ShouldBe("'apply' carries on with what is left, 'undo' restores the previous replica lists.");
    }

    [Fact]
    public void Undo_OldBrokerIsDown_PreviewAndBeginAndEndAgree()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 9], [4, 5, 8]));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.StopBroker(3);
        scenario.Advance(60);
        var options = new ExecutionOptions { AllowUnderReplicated = true };
        var preview = scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Undo, scenario.Request(options)));
        scenario.Events.Clear();

        var report = scenario.Undo(options);

        var began = scenario.Events.OfType<RunBegan>().ShouldHaveSingleItem();
        (began.Partitions, began.Moves, began.Bytes).ShouldBe((preview.Partitions, preview.Moves, preview.Bytes));
        began.Partitions.ShouldBe(1);
        report.Summary.ShouldStartWith("Partly done: 1 of 2 partitions is not done");
    }
}
