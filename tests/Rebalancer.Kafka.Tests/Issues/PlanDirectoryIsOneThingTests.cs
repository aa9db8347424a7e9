using System.Collections.Immutable;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A plan was made anew while an apply asked, or beside an unfinished run: what was carried out, cancelled or undone was then not what
/// stood in the directory.
/// </summary>
public sealed class PlanDirectoryIsOneThingTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void Apply_PlanWasReplacedSinceItWasRead_IsRefused()
    {
        using var scenario = Running(out _);
        var request = scenario.Request();
        PlanDirectory.Write(scenario.Directory, Other(request.Plan), overwrite: true);

        Should.Throw<InputException>(() => scenario.Drive(e => e.ApplyAsync(request))).Message
            .ShouldContain("was replaced since it was read");
        scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(0);
    }

    [Fact]
    public void Write_WhileACommandHoldsTheDirectory_IsRefused()
    {
        using var scenario = Running(out _);
        using var held = PlanLock.Take(scenario.Directory);

        Should.Throw<InputException>(() => PlanDirectory.Write(scenario.Directory, scenario.Request().Plan, overwrite: true)).Message
            .ShouldContain($"Process {Environment.ProcessId} is using");

        scenario.Drive(e => e.ApplyAsync(scenario.Request() with { Lock = held })).Outcome.ShouldBe(ExecutionOutcome.Completed);
        PlanLock.Holder(scenario.Directory).ShouldBe(Environment.ProcessId, "the lock is the caller's");
    }

    [Fact]
    public async Task Undo_PlanFileIsGoneOrAnother_WorksFromTheJournal()
    {
        using var scenario = Running(out _);
        PlanDirectory.Write(scenario.Directory, scenario.Request().Plan);
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        File.WriteAllText(Path.Combine(scenario.Directory, PlanDirectory.ManifestFileName), "{ }");

        var begun = await Executor.FindPlanAsync(scenario.Directory, TestContext.Current.CancellationToken);

        begun.ShouldNotBeNull().Fingerprint.ShouldBe(scenario.Request().Plan.Fingerprint);
        begun.Changes.Select(c => c.ToString()).ShouldBe(scenario.Changes.Select(c => c.ToString()));
        scenario.Drive(e => e.UndoAsync(scenario.Request() with { Plan = begun })).Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Assignment().ShouldBe(scenario.Planned(undone: true));
    }

    [Fact]
    public async Task FindPlan_RunWasCutOffWhileItWroteThePlan_TheNextOneWritesItWhole()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 0, [.. Enumerable.Range(0, 1200).Select(_ => (new[] { 1, 2, 3 }, new[] { 1, 2, 6 }))]);
        var records = 0;
        Should.Throw<OperationCanceledException>(() => scenario.Drive(
            e => e.ApplyAsync(scenario.Request()), _ => records = records < 2 ? records + 1 : throw new OperationCanceledException()));
        (await Executor.FindPlanAsync(scenario.Directory, TestContext.Current.CancellationToken)).ShouldBeNull();

        scenario.Apply(new ExecutionOptions { MaxMoves = 5000, MaxMovesIn = 5000, MaxMovesOut = 5000 }).Outcome
            .ShouldBe(ExecutionOutcome.Completed);

        (await Executor.FindPlanAsync(scenario.Directory, TestContext.Current.CancellationToken))
            .ShouldNotBeNull().Changes.Length.ShouldBe(1200);
    }

    [Fact]
    public void Apply_AnotherPlanBesideAnUnfinishedRun_SaysWhatCanBeDone()
    {
        using var scenario = Running(out _);
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        var request = scenario.Request();

        Should.Throw<JournalException>(() => scenario.Drive(e => e.ApplyAsync(request with { Plan = Other(request.Plan) }))).Message
            .ShouldContain("'undo' and 'cancel' work from the journal here");
    }

    [Fact]
    public void Apply_ReassignmentWasEdited_IsNoticed()
    {
        using var scenario = Running(out _);
        PlanDirectory.Write(scenario.Directory, scenario.Request().Plan);
        var path = Path.Combine(scenario.Directory, PlanDirectory.ReassignmentFileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace("[1,2,6]", "[1,2,9]", StringComparison.Ordinal));

        Should.Throw<InputException>(() => scenario.Apply()).Message.ShouldContain("differs from plan.json in t-0: it was");
    }

    private static ExecutionScenario Running(out ExecutionRequest request)
    {
        var scenario = new ExecutionScenario();
        scenario.Topic("t", 20 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 8, 6]));
        request = scenario.Request();
        return scenario;
    }

    private static PlanManifest Other(PlanManifest plan)
    {
        ImmutableArray<PartitionChange> changes = [plan.Changes[0]];
        return plan with { Changes = changes, Fingerprint = PlanFingerprint.Compute(plan.ClusterId, changes) };
    }
}
