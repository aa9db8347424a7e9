using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Execution.Timeline;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>What a run keeps of itself while it goes, for the report and for the run that goes on with it.</summary>
public sealed class TimelineTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void Apply_InterruptedAndResumed_HasTheWholeTimeline()
    {
        using var scenario = TwoMoves();
        var first = Interrupted(scenario);
        scenario.Advance(3600);

        var report = scenario.Apply();

        var timeline = report.Timeline.ShouldNotBeNull();
        timeline.Runs.Select(r => (r.Command, r.Resumes, r.Outcome)).ShouldBe([
            (ExecutionCommand.Apply, false, ExecutionOutcome.Interrupted), (ExecutionCommand.Apply, true, ExecutionOutcome.Completed)]);
        timeline.Runs[0].EndedAt.ShouldBe(first.EndedAt);
        timeline.Samples.Count(s => s.At <= first.EndedAt).ShouldBe(first.Timeline!.Samples.Length);
        timeline.Samples.ShouldContain(s => s.At > first.EndedAt);
        timeline.Samples.Select(s => s.At).ShouldBe(timeline.Samples.Select(s => s.At).Order());
        var destinations = timeline.Samples.SelectMany(s => s.Destinations).Select(d => d.Broker).Distinct().Order();
        destinations.ShouldBe([7, 8]);
        timeline.Samples.Select(s => s.ThrottleRate).Distinct().ShouldBe([20 * Megabyte]);
        timeline.Samples[^1].PartitionsEnded.ShouldBe(2);
        ExecutionJson.Document(scenario.Status(), withTimeline: true).ShouldContain(
            $"\"at\": \"{timeline.Samples[0].At:yyyy-MM-ddTHH:mm:ss}");
    }

    [Fact]
    public void Apply_LeadersAreElected_KeepsHowMany()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", Megabyte, ([1, 2, 3], [2, 1, 3]), ([1, 2, 3], [3, 1, 2]));

        var report = scenario.Apply();

        report.Timeline!.Elections.Sum(e => e.Partitions - e.Refused).ShouldBe(2);
        scenario.Events.OfType<PreferredLeadersElected>().Count().ShouldBe(report.Timeline.Elections.Length);
    }

    [Fact]
    public void Apply_AgainAfterTheEnd_BeginsATimelineOfItsOwn()
    {
        using var scenario = TwoMoves();
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        var undo = scenario.Undo();

        undo.Timeline!.Runs.ShouldHaveSingleItem().Command.ShouldBe(ExecutionCommand.Undo);
        undo.Timeline.Samples.ShouldAllBe(s => s.At >= undo.StartedAt);
    }

    [Fact]
    public void Resume_LastLineIsTorn_KeepsAllTheOthers()
    {
        using var scenario = TwoMoves();
        var first = Interrupted(scenario);
        var path = Path.Combine(scenario.Directory, TimelineFile.Name);
        File.AppendAllText(path, File.ReadLines(path).Last(l => l.Contains("\"sample\"", StringComparison.Ordinal))[..40]);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        report.Timeline!.Samples.Count(s => s.At <= first.EndedAt).ShouldBe(first.Timeline!.Samples.Length);
        report.Timeline.Runs.Length.ShouldBe(2);
        File.ReadLines(path).ShouldAllBe(l => TimelineLine.Parse(l) != null);
        scenario.Status().Timeline!.Samples.Length.ShouldBe(report.Timeline.Samples.Length);
    }

    [Fact]
    public void Apply_SamplesCannotBeWritten_RunsToItsEndAndSaysSo()
    {
        using var scenario = TwoMoves();
        Directory.CreateDirectory(Path.Combine(scenario.Directory, TimelineFile.Name));

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Assignment().ShouldBe(scenario.Planned());
        report.Notes.Where(n => n.StartsWith("Samples for the timeline cannot be written: ", StringComparison.Ordinal))
            .ShouldHaveSingleItem();
        scenario.Status().Timeline.ShouldBeNull();
    }

    [Fact]
    public void Apply_DiskIsFullForAWhile_KeepsTheSamplesForLater()
    {
        using var scenario = TwoMoves();
        var path = Path.Combine(scenario.Directory, TimelineFile.Name);
        scenario.Apply().Timeline!.Samples.ShouldNotBeEmpty();
        using var file = TimelineFile.Open(scenario.Directory, scenario.Request().Plan.Fingerprint);
        var kept = file.Content.Lines().Count();
        File.Delete(path);
        Directory.CreateDirectory(path);
        var stall = new TimelineLine
        {
            Stall = new TimelineStall { At = scenario.Time.GetUtcNow(), Topic = "t", Partition = 0, Destinations = [7], Reason = "why" },
        };

        Should.Throw<Exception>(() => file.Append(stall));
        Directory.Delete(path);
        file.Append(stall);

        File.ReadLines(path).Count().ShouldBe(kept + 2);
    }

    [Fact]
    public void Apply_FileOfANewerVersion_LeavesItAlone()
    {
        using var scenario = TwoMoves();
        var path = Path.Combine(scenario.Directory, TimelineFile.Name);
        File.WriteAllText(path, "{\"head\":{\"version\":2}}\n");

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        report.Notes.ShouldContain(n => n.Contains("is of version 2; this rebalancer reads version 1."));
        File.ReadAllText(path).ShouldBe("{\"head\":{\"version\":2}}\n");
    }

    [Fact]
    public void Apply_HeldByTheCluster_KeepsTheWaitWithItsReasonAndEnd()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [1, 2, 7]), ([1, 2, 3], [1, 2, 8]));
        scenario.Cluster.After(TimeSpan.FromSeconds(2), () => scenario.Cluster.StopBroker(2));
        scenario.Cluster.After(TimeSpan.FromSeconds(60), () => scenario.Cluster.StartBroker(2));

        var report = scenario.Apply(new ExecutionOptions { MaxMoves = 1 });

        var wait = report.Timeline!.Waits[0];
        wait.Reasons.ShouldBe(scenario.Events.OfType<WindowHeld>().First().Reasons);
        report.Timeline.Waits.ShouldAllBe(w => w.Until > w.At);
        report.Timeline.Waits[^1].Until!.Value.ShouldBeGreaterThan(report.StartedAt + TimeSpan.FromSeconds(55));
    }

    [Fact]
    public void Apply_NothingGrows_KeepsTheStallAndWhatWasLeftOut()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [7, 2, 3]));
        scenario.Cluster.LimitReplica("t", 0, 7, 0);

        var report = scenario.Apply(new ExecutionOptions { StallTimeout = TimeSpan.FromSeconds(40), CancelStalled = true });

        var stall = report.Timeline!.Stalls.ShouldHaveSingleItem();
        (stall.Topic, stall.Partition, stall.Reason).ShouldBe(("t", 0, "no growth for 40s"));
        stall.Destinations.ShouldBe([7]);
        var left = report.Timeline.LeftOut.ShouldHaveSingleItem();
        (left.State, left.Reason).ShouldBe((PartitionState.Failed, report.Exceptions[0].Reason));
    }

    [Fact]
    public void Content_ManySamples_StaysBounded()
    {
        var content = new TimelineContent("f");
        var at = DateTimeOffset.UnixEpoch;
        content.Take(new TimelineLine
        {
            Run = new TimelineRun { At = at, Command = ExecutionCommand.Apply, Resumes = false, Throttle = "auto" },
        });
        for (var i = 0; i < 10 * TimelineContent.MostSamples; i++)
        {
            content.Take(new TimelineLine { Sample = Sample(at.AddSeconds(i)) });
            if (content.IsFull)
            {
                content.Thin();
            }
        }

        var samples = content.Timeline()!.Samples;
        samples.Length.ShouldBeInRange(TimelineContent.MostSamples / 2, TimelineContent.MostSamples);
        samples[0].At.ShouldBe(at);
        content.Interval.ShouldBeGreaterThan(TimeSpan.FromSeconds(8));
    }

    private static TimelineSample Sample(DateTimeOffset at) => new()
    {
        At = at,
        PartitionsEnded = 0,
        PartitionsRunning = 1,
        PartitionsLeft = 0,
        BytesDone = 0,
        BytesPerSecond = 0,
        ThrottleRate = null,
        Destinations = [new DestinationProgress(1, 1, 0)],
    };

    private static ExecutionScenario TwoMoves()
    {
        var scenario = new ExecutionScenario();
        return scenario.Topic("t", 200 * Megabyte, ([1, 2, 3], [7, 2, 3]), ([1, 2, 3], [1, 2, 8]));
    }

    private static ExecutionReport Interrupted(ExecutionScenario scenario)
    {
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(5), stop);
        var report = scenario.Apply(new ExecutionOptions { MaxMoves = 1, Throttle = ThrottleSetting.Rate(20 * Megabyte) }, stop.Token);
        report.Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        report.Timeline!.Samples.ShouldNotBeEmpty();
        return report;
    }
}
