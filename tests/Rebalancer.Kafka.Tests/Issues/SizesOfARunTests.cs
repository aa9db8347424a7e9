using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>
/// A size of 0 was told as one that is not known, one that is not known as 0 B at 0 B/s, and the time left before anything was measured.
/// </summary>
public sealed class SizesOfARunTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;

    [Fact]
    public void EmptyTopic_IsOfZeroBytes()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("empty", 0, ([1, 2, 3], [1, 2, 6]));
        scenario.Cluster.LimitReplica("empty", 0, 6, 0);

        var preview = scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request()));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        preview.Estimate.ShouldNotBeNull().UnknownSizeCount.ShouldBe(0);
        var running = scenario.Events.OfType<RunProgress>().SelectMany(p => p.Slowest).ToList();
        running.ShouldNotBeEmpty();
        running.ShouldAllBe(m => m.BytesTotal == 0);
    }

    [Fact]
    public void LogDirsCannotBeRead_NothingIsClaimedOfBytesRateAndTime()
    {
        using var scenario = new ExecutionScenario { ArePlannedSizesKnown = false };
        scenario.Topic("t", 400 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 8, 6]));
        using var refused = scenario.Cluster.OnRequest(
            KafkaApiKeys.DescribeLogDirs, _ => RequestFault.Error(KafkaErrorCode.ClusterAuthorizationFailed));
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(15), stop);
        var options = new ExecutionOptions { Throttle = ThrottleSetting.Rate(10 * Megabyte) };

        var preview = scenario.Drive(e => e.PreviewAsync(ExecutionCommand.Apply, scenario.Request(options)));
        scenario.Apply(options, stop.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        var status = scenario.Status();
        var report = scenario.Apply(options);

        preview.Estimate.ShouldBeNull();
        var told = scenario.Events.OfType<RunProgress>().ToList();
        told.ShouldContain(p => p.PartitionsRunning > 0);
        told.ShouldAllBe(p => p.TimeLeft == null && p.BytesTotal == 0 && p.BytesPerSecond == 0);
        told.SelectMany(p => p.Slowest).ShouldAllBe(m => m.BytesTotal == null);
        (status.TimeLeft, status.BytesPerSecond, status.BytesTotal).ShouldBe((null, 0, 0));
        status.Running.ShouldNotBeEmpty();
        status.Running.ShouldAllBe(m => m.BytesTotal == null);
        ExecutionReportLayout.Arrange(status).Tables.Single(t => t.Title == "In flight").Rows[0][3..5].ShouldBe(["not known", "not known"]);
        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        ReportWriter.ToText(report).ShouldContain("Moved       2 replicas\n");
    }

    /// <summary>What had been copied to a broker that went down was told as 0 B.</summary>
    [Fact]
    public void DestinationIsDown_TellsWhatWasSeenLastOrThatItIsNotKnown()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 400 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        using var stop = new CancellationTokenSource();
        scenario.Cluster.After(TimeSpan.FromSeconds(20), () => scenario.Cluster.StopBroker(6));
        scenario.StopAfter(TimeSpan.FromSeconds(60), stop);

        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(10 * Megabyte) }, stop.Token);
        var status = scenario.Status();

        var told = scenario.Events.OfType<RunProgress>().Where(p => p.PartitionsRunning > 0).ToList();
        told.Zip(told.Skip(1)).ShouldAllBe(p => p.First.BytesDone <= p.Second.BytesDone);
        var last = told[^1].Slowest.ShouldHaveSingleItem();
        last.BytesCopied.ShouldNotBeNull().ShouldBeGreaterThan(100 * Megabyte);
        last.CopiedAgo.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromSeconds(20));
        told[^1].BytesPerSecond.ShouldBe(0);
        ExecutionReportLayout.InFlight([last]).Rows[0][3].ShouldEndWith("s ago");
        var move = status.Running.ShouldHaveSingleItem();
        (move.BytesCopied, move.CopiedAgo, status.TimeLeft).ShouldBe((null, null, null));
        ExecutionReportLayout.InFlight([move]).Rows[0][3].ShouldBe("not known");
        status.Notes.ShouldContain("How much 1 move in flight has copied cannot be read from the brokers now: it is missing from what is "
            + "given as copied.");
        JsonSchemas.Errors("execution-status", ExecutionJson.Document(status)).ShouldBeEmpty();
        JsonSchemas.Errors("execution-event", ExecutionJson.Line(told[^1])).ShouldBeEmpty();
    }

    [Fact]
    public void OneSizeOfTwoIsNotKnown_TellsNoTimeLeft()
    {
        using var scenario = new ExecutionScenario { ArePlannedSizesKnown = false };
        scenario.Topic("t", 400 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 7], [4, 5, 8]));
        using var refused = scenario.Cluster.OnRequest(
            KafkaApiKeys.DescribeLogDirs,
            r => r.BrokerId is 4 or 5 or 7 or 8 ? RequestFault.Error(KafkaErrorCode.ClusterAuthorizationFailed) : null);

        var report = scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(10 * Megabyte) });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);

        var told = scenario.Events.OfType<RunProgress>().Where(p => p.PartitionsRunning == 2).ToList();
        told.ShouldContain(p => p.BytesPerSecond > 0);
        told.ShouldAllBe(p => p.TimeLeft == null);
    }

    /// <summary>The question before a resumed run counted partitions in flight whole, also what they had copied.</summary>
    [Theory]
    [InlineData(ExecutionCommand.Apply)]
    [InlineData(ExecutionCommand.Undo)]
    public void PreviewOfAResume_CountsOnlyWhatIsStillToCopy(ExecutionCommand command)
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 400 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 8, 6]));
        var options = new ExecutionOptions { Throttle = ThrottleSetting.Rate(5 * Megabyte) };
        if (command == ExecutionCommand.Undo)
        {
            scenario.Apply(options).Outcome.ShouldBe(ExecutionOutcome.Completed);
        }

        var whole = scenario.Drive(e => e.PreviewAsync(command, scenario.Request(options)));
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(40), stop);
        Run(scenario, command, options, stop.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Events.Clear();

        var preview = scenario.Drive(e => e.PreviewAsync(command, scenario.Request(options)));
        var status = scenario.Status();
        using (scenario.Cluster.OnRequest(
            KafkaApiKeys.DescribeLogDirs,
            r => r.BrokerId is 3 or 5 or 6 or 8 ? RequestFault.Error(KafkaErrorCode.ClusterAuthorizationFailed) : null))
        {
            scenario.Drive(e => e.PreviewAsync(command, scenario.Request(options))).Bytes.ShouldBe(
                whole.Bytes, "nobody tells what is copied");
        }

        Run(scenario, command, options, CancellationToken.None).Outcome.ShouldBe(ExecutionOutcome.Completed);

        (preview.Resumes, preview.Moves, status.Running.Length).ShouldBe((true, 2, 2));
        status.BytesDone.ShouldBeGreaterThan(200 * Megabyte);
        preview.Bytes.ShouldBeInRange(status.BytesTotal - status.BytesDone, whole.Bytes - (200 * Megabyte));
        preview.EstimatedTime.ShouldNotBeNull().ShouldBeLessThan(whole.EstimatedTime.ShouldNotBeNull() * 0.75);
        var began = scenario.Events.OfType<RunBegan>().ShouldHaveSingleItem();
        var left = scenario.Events.OfType<RunProgress>().First().BytesTotal;
        preview.Bytes.ShouldBeInRange(left, left + (20 * Megabyte));
        began.Bytes.ShouldBeInRange(left, preview.Bytes);
    }

    private static ExecutionReport Run(
        ExecutionScenario scenario, ExecutionCommand command, ExecutionOptions options, CancellationToken stop) =>
        command == ExecutionCommand.Undo ? scenario.Undo(options, stop) : scenario.Apply(options, stop);

    [Fact]
    public void Resume_TellsTheTimeLeftOnceEnoughWasMeasured()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 400 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5, 6], [4, 8, 6]), ([1, 2, 3], [1, 5, 3]));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(15), scenario.Time);
        var options = new ExecutionOptions { Throttle = ThrottleSetting.Rate(5 * Megabyte) };
        scenario.Apply(options, stop.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Events.Clear();

        var report = scenario.Apply(options);

        report.Resumed.ShouldBeTrue();
        var told = scenario.Events.OfType<RunProgress>().Where(p => p.PartitionsRunning > 0).ToList();
        var settled = told[0].At + TimeSpan.FromSeconds(10);
        told.ShouldContain(p => p.At < settled && p.BytesPerSecond > 0);
        told.Where(p => p.At < settled).ShouldAllBe(p => p.TimeLeft == null);
        told.Where(p => p.At >= settled).ShouldNotBeEmpty();
        told.Where(p => p.At >= settled).ShouldAllBe(p => p.TimeLeft != null);
    }
}
