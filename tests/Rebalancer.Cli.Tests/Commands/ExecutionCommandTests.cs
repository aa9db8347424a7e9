using System.Text.Json;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;
using Shouldly;
using Spectre.Console;
using Spectre.Console.Rendering;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Commands;

/// <summary>apply and its relatives from the command line, on a simulated cluster whose clock runs fast.</summary>
public sealed class ExecutionCommandTests : IDisposable
{
    private const string Server = "simulated:9092";

    private readonly TemporaryDirectory _directory = new();
    private readonly FastTimeProvider _time = new(300);
    private readonly SimulatedCluster _cluster;

    public ExecutionCommandTests() =>
        _cluster = SimulatedCluster.FromSnapshot(ClusterFiles.ScaleOut, SimulatedClusterOptions.Default, _time);

    public void Dispose()
    {
        _cluster.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Apply_PlanOfTheTool_IsCarriedOutVerifiedAndUndone()
    {
        var plan = await PlanAsync();

        var apply = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--yes");
        apply.ExitCode.ShouldBe(ExitCode.Success, apply.Output + apply.Error);
        apply.Output.ShouldContain("apply: completed. Done and verified.");
        apply.Output.ShouldContain("throttle: auto");
        _cluster.ThrottleKeys().ShouldBeEmpty();
        File.Exists(Path.Combine(plan, "execution-report.txt")).ShouldBeTrue();

        var verify = await RunAsync("verify", "--plan", plan, "--bootstrap-server", Server);
        verify.ExitCode.ShouldBe(ExitCode.Success, verify.Output);
        var status = await RunAsync("status", "--plan", plan, "--bootstrap-server", Server);
        status.Output.ShouldContain("Last command: apply, completed");
        status.Output.ShouldContain("Nothing is left to do");

        var undo = await RunAsync("undo", "--plan", plan, "--bootstrap-server", Server, "--yes");
        undo.ExitCode.ShouldBe(ExitCode.Success, undo.Output + undo.Error);
        foreach (var partition in _cluster.Partitions)
        {
            var before = ClusterFiles.ScaleOut.Topics.Single(t => t.Name == partition.TopicPartition.Topic).Partitions
                .Single(p => p.Partition == partition.TopicPartition.Partition);
            partition.Replicas.ShouldBe(before.Replicas);
        }
    }

    [Fact]
    public async Task CheckPlan_OfAPlanWhoseRunWasStopped_SaysThatTheDifferencesAreItsOwn()
    {
        var plan = await PlanAsync();
        await BeginAsync(plan);

        var stopped = await RunAsync("check-plan", "--plan", plan, "--bootstrap-server", Server);

        stopped.ExitCode.ShouldBe(ExitCode.Failed);
        stopped.Output.ReplaceLineEndings(" ").ShouldContain(" come from the run of this plan, whose journal is in ");
        stopped.Output.ReplaceLineEndings(" ").ShouldContain("'apply' resumes it, and 'verify' shows where it stands.");
        stopped.Output.ShouldNotContain("Do not apply it");
    }

    [Fact]
    public async Task CheckPlan_OfAPlanThatWasCarriedOut_SaysSo()
    {
        var plan = await PlanAsync();
        (await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--yes")).ExitCode.ShouldBe(ExitCode.Success);

        var done = await RunAsync("check-plan", "--plan", plan, "--bootstrap-server", Server);

        done.ExitCode.ShouldBe(ExitCode.Failed);
        done.Output.ReplaceLineEndings(" ").ShouldContain("the plan has been carried out, and 'verify' checks it.");
    }

    [Fact]
    public async Task Apply_DryRun_TellsTheTimeAndChangesNothing()
    {
        var plan = await PlanAsync();
        var before = Directory.GetFileSystemEntries(plan);

        var run = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--throttle", "50MB", "--dry-run");
        var json = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--throttle", "50MB", "--dry-run", "--json");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain(" at 50.0 MB/s for each broker");
        run.Output.ShouldContain("A dry run: nothing was changed.");
        json.ExitCode.ShouldBe(ExitCode.Success, json.Error);
        using var preview = JsonDocument.Parse(json.Output);
        preview.RootElement.GetProperty("estimatedSeconds").GetDouble().ShouldBeGreaterThan(0);
        Directory.GetFileSystemEntries(plan).ShouldBe(before, ignoreOrder: true);
        foreach (var partition in _cluster.Partitions)
        {
            partition.Replicas.ShouldBe(ClusterFiles.ScaleOut.Topics.Single(t => t.Name == partition.TopicPartition.Topic).Partitions
                .Single(p => p.Partition == partition.TopicPartition.Partition).Replicas);
        }
    }

    [Fact]
    public async Task Apply_Report_HoldsTheTimelineInEveryForm()
    {
        var plan = await PlanAsync();
        var html = _directory.File("apply.html");

        var apply = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--yes", "--throttle", "20MB", "--report", html);
        var json = await RunAsync("status", "--plan", plan, "--bootstrap-server", Server, "--report", _directory.File("status.json"));
        var markdown = await RunAsync("status", "--plan", plan, "--bootstrap-server", Server, "--report", _directory.File("status.md"));
        var verify = await RunAsync("verify", "--plan", plan, "--bootstrap-server", Server, "--report", _directory.File("verify.html"));

        (apply.ExitCode, json.ExitCode, markdown.ExitCode, verify.ExitCode).ShouldBe((0, 0, 0, 0), apply.Error + json.Error);
        apply.ShouldTell(html);
        json.ShouldTell(_directory.File("status.json"));
        verify.ShouldTell(_directory.File("verify.html"));
        var page = await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken);
        page.ShouldContain("<section id=\"timeline\"");
        page.ShouldContain("data-timeline=\"lanes\"");
        page.ShouldContain("Waves by destination broker");
        page.ShouldContain($"rebalancer undo --plan {plan} --bootstrap-server {Server}");
        using var status = JsonDocument.Parse(
            await File.ReadAllTextAsync(_directory.File("status.json"), TestContext.Current.CancellationToken));
        status.RootElement.GetProperty("timeline").GetProperty("samples").GetArrayLength().ShouldBeGreaterThan(1);
        (await File.ReadAllTextAsync(_directory.File("status.md"), TestContext.Current.CancellationToken))
            .ShouldContain("## Waves by destination broker");
        using var report = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(plan, "execution-report.json"), TestContext.Current.CancellationToken));
        report.RootElement.GetProperty("timeline").GetProperty("runs").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Apply_LeadersAlone_MentionsNoReplicasOfZeroBytes()
    {
        var (plan, snapshot) = (_directory.File("leaders"), _directory.File("uneven.json"));
        var uneven = ClusterBuilder.Brokers(3).Topic("t", [1001, 1002], [1001, 1003], [1001, 1002]).Build();
        SnapshotFile.Write(uneven, snapshot);
        (await CliRun.Of("plan", "--snapshot", snapshot, "--aim", "leaders", "--out", plan)).ExitCode.ShouldBe(ExitCode.Success);
        using var cluster = SimulatedCluster.FromSnapshot(uneven, SimulatedClusterOptions.Default, _time);

        var run = await AnswerAsync(
            null, cluster, TestContext.Current.CancellationToken, "apply", "--plan", plan, "--bootstrap-server", Server, "--yes",
            "--throttle", "30MB");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Output + run.Error);
        run.Output.ShouldMatch(@"  \d+ partitions? changes?: \d+ preferred leaders? changes?\n  throttle: 30\.0 MB/s\n");
        run.Output.ShouldMatch(@"apply begins: \d+ partitions?, throttle 30\.0 MB/s\n");
    }

    [Fact]
    public async Task Apply_DryRunWithReport_IsRefused()
    {
        var plan = await PlanAsync();

        var run = await RunAsync(
            "apply", "--plan", plan, "--bootstrap-server", Server, "--dry-run", "--report", _directory.File("report.html"));

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("--dry-run does nothing");
        File.Exists(_directory.File("report.html")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("undo")]
    [InlineData("cancel")]
    [InlineData("unthrottle")]
    public async Task Changing_WithoutTerminalAndYes_ChangesNothing(string verb)
    {
        var plan = await PlanAsync();

        var run = await RunAsync(verb, "--plan", plan, "--bootstrap-server", Server);

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("add --yes");
        _cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(0);
        Directory.GetFiles(plan, "journal*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", ExitCode.BadInput)]
    [InlineData("n", ExitCode.BadInput)]
    [InlineData("No", ExitCode.BadInput)]
    [InlineData("\x04", ExitCode.BadInput)]
    [InlineData("y", ExitCode.Success)]
    [InlineData("Yes", ExitCode.Success)]
    public async Task Apply_OnATerminal_AsksFirst(string answer, int exitCode)
    {
        var plan = await PlanAsync();

        var run = await AnswerAsync(answer, TestContext.Current.CancellationToken, "apply", "--plan", plan, "--bootstrap-server", Server);

        run.ExitCode.ShouldBe(exitCode, run.Output + run.Error);
        run.Output.ShouldContain("Apply now?");
        var asked = run.Output.IndexOf("Apply now?", StringComparison.Ordinal);
        run.Output.IndexOf("  time: ", StringComparison.Ordinal).ShouldBeInRange(0, asked, "what it takes is told before it is asked");
        (_cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments) > 0).ShouldBe(exitCode == ExitCode.Success);
        run.Error.Contains("Nothing was changed.\n", StringComparison.Ordinal).ShouldBe(exitCode == ExitCode.BadInput);
    }

    [Fact]
    public async Task Apply_Json_PrintsEventsAndTheReport()
    {
        var plan = await PlanAsync();
        var time = new VirtualTime(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
        using var cluster = SimulatedCluster.FromSnapshot(ClusterFiles.ScaleOut, SimulatedClusterOptions.Default, time);

        // How often progress is seen must not depend on the machine.
        var run = time.Drive(
            () => AnswerAsync(
                null, cluster, ["apply", "--plan", plan, "--bootstrap-server", Server, "--yes", "--json"], time,
                TestContext.Current.CancellationToken),
            TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var lines = run.Output.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        var events = lines.Select(l => l.GetProperty("event").GetString()).ToArray();
        events[0].ShouldBe("run-began");
        events.ShouldContain("progress");
        events[^2..].ShouldBe(["run-finished", "report"]);
        lines.ShouldAllBe(l => l.GetProperty("version").GetInt32() == 1);
        lines[^1].GetProperty("outcome").GetString().ShouldBe("completed");
        var moved = lines.First(l => l.GetProperty("event").GetString() == "moves-started").GetProperty("moves")[0];
        moved.GetProperty("topic").GetString().ShouldNotBeNull();
        moved.GetProperty("partition").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
        run.Output.ShouldNotContain("\\u00");
        run.Output.ShouldNotContain("topicPartition");
        lines.Where(l => l.GetProperty("event").GetString() == "progress")
            .ShouldContain(l => l.GetProperty("timeLeftSeconds").ValueKind == JsonValueKind.Number);
    }

    [Fact]
    public async Task Apply_JsonAndRefused_IsOneLineAndTheReasonsOnStderr()
    {
        var plan = await PlanAsync();
        _cluster.Authorize(cluster: [Kafka.Admin.AclOperation.Describe]);

        var run = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--yes", "--json");

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        var line = JsonDocument.Parse(run.Output.TrimEnd('\n')).RootElement;
        line.GetProperty("event").GetString().ShouldBe("refused");
        line.GetProperty("refusals")[0].GetString()!.ShouldStartWith("Missing on the cluster: ALTER");
        run.Error.ShouldStartWith("refused: Missing on the cluster: ALTER");
    }

    [Theory]
    [InlineData("apply", "--yes")]
    [InlineData("apply", "--dry-run")]
    [InlineData("undo", "--yes")]
    public async Task Changing_PlanOfAnotherCluster_TellsTheRefusalAlone(string verb, string how)
    {
        var plan = await PlanAsync();
        using var other = new SimulatedCluster(new SimulatedClusterOptions { ClusterId = "other" }, _time);
        other.AddBroker(1, "r1");

        var run = await AnswerAsync(
            null, other, TestContext.Current.CancellationToken, verb, "--plan", plan, "--bootstrap-server", Server, how);

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Output.ShouldBeEmpty();
        run.Error.ReplaceLineEndings(" ").TrimEnd().ShouldBe(
            "refused: The plan is for cluster test, this is cluster other. Perhaps --bootstrap-server names another cluster.");
    }

    [Fact]
    public async Task Status_UnderWay_ShowsShareRateAndTimeLeft()
    {
        var plan = await PlanAsync();
        await BeginAsync(plan);

        var status = await RunAsync("status", "--plan", plan, "--bootstrap-server", Server);
        var json = JsonDocument.Parse(
            (await RunAsync("status", "--plan", plan, "--bootstrap-server", Server, "--json")).Output).RootElement;

        status.ExitCode.ShouldBe(ExitCode.Success, status.Error);
        status.Output.ShouldMatch(@"Copied      [0-9.]+ % \([0-9.,]+ .iB of [0-9.,]+ .iB\), [0-9.,]+ .B/s since the moves began, .* left");
        status.Output.Split('\n').Count(l => l.StartsWith("Throttle ", StringComparison.Ordinal)).ShouldBe(1);
        json.GetProperty("version").GetInt32().ShouldBe(1);
        json.GetProperty("percentDone").GetDouble().ShouldBeInRange(0, 100);
        json.GetProperty("running")[0].GetProperty("runningForSeconds").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Status_NewestJournalIsEmpty_GoesByTheOlderOnesAndNamesIt()
    {
        var plan = await PlanAsync();
        await BeginAsync(plan);
        var empty = Path.Combine(plan, "journal-0002.jsonl");
        await File.WriteAllTextAsync(empty, "", TestContext.Current.CancellationToken);

        var status = await RunAsync("status", "--plan", plan, "--bootstrap-server", Server);
        var json = JsonDocument.Parse(
            (await RunAsync("status", "--plan", plan, "--bootstrap-server", Server, "--json")).Output).RootElement;

        status.ExitCode.ShouldBe(ExitCode.Success, status.Error);
        status.Output.ShouldStartWith("Last command: apply, interrupted, journal of ");
        status.Output.ReplaceLineEndings(" ").ShouldContain($"Note        {empty} holds no record");
        status.Output.ShouldContain("'apply' resumes the unfinished run");
        json.GetProperty("lastCommand").GetString().ShouldBe("apply");
        json.GetProperty("notes")[0].GetString()!.ShouldStartWith($"{empty} holds no record");
        var resumed = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--yes", "--throttle", "500MB");
        resumed.ExitCode.ShouldBe(ExitCode.Success, resumed.Output + resumed.Error);
        (await RunAsync("status", "--plan", plan, "--bootstrap-server", Server)).Output.ShouldNotContain("holds no record");
    }

    [Fact]
    public async Task Apply_ReportCannotBeWritten_SaysSoAndNamesNoReport()
    {
        var plan = await PlanAsync();
        Directory.CreateDirectory(Path.Combine(plan, "execution-report.txt"));

        var run = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--yes");

        run.ExitCode.ShouldBe(ExitCode.Failed, run.Output + run.Error);
        run.Output.ShouldContain($"The report cannot be written to {plan}");
        run.Output.ShouldNotContain("Report      ");
    }

    [Fact]
    public async Task Apply_DirectoryIsMovedMeanwhile_SaysWhatWasDoneAndThatItIsGone()
    {
        var plan = await PlanAsync();
        var elsewhere = _directory.File("elsewhere");
        using (_cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            if (Directory.Exists(plan))
            {
                Directory.Move(plan, elsewhere);
            }

            return null;
        }))
        {
            var run = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--yes");

            run.ExitCode.ShouldBe(ExitCode.Failed, run.Output + run.Error);
            var text = run.Output.ReplaceLineEndings(" ");
            text.ShouldContain(
                "apply: partial. Only files could not be written; on the cluster the apply was completed. Done and verified.");
            text.ShouldContain($"The plan directory {plan} is gone: it was moved or deleted during the run.");
            run.Output.ShouldNotContain("Report      ");
        }

        var verify = await RunAsync("verify", "--plan", elsewhere, "--bootstrap-server", Server);
        verify.ExitCode.ShouldBe(ExitCode.Success, verify.Output + verify.Error);
        (await RunAsync("status", "--plan", elsewhere, "--bootstrap-server", Server)).Output.ShouldContain("Nothing is left to do");
    }

    [Fact]
    public async Task Apply_DirectoryIsHeldByAnotherCommand_NamesOptionAndProcess()
    {
        var plan = await PlanAsync();
        using var held = Plans.PlanLock.Take(plan);

        var run = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--yes");

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldStartWith($"error: --plan: Process {Environment.ProcessId} is using {plan}.");
    }

    [Theory]
    [InlineData("apply", "--yes")]
    [InlineData("undo", "--yes")]
    [InlineData("cancel", "--yes")]
    [InlineData("unthrottle", "--yes")]
    [InlineData("verify")]
    [InlineData("status")]
    public async Task Any_DirectoryWithoutAPlan_IsRefusedAndLeftAsItWas(string verb, params string[] options)
    {
        var home = _directory.File("home");
        Directory.CreateDirectory(home);
        _directory.Write("home/notes.txt", "mine");

        var run = await RunAsync([verb, "--plan", home, "--bootstrap-server", Server, .. options]);

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("holds no plan.json");
        Names(home).ShouldBe(["notes.txt"]);
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("undo")]
    [InlineData("cancel")]
    [InlineData("unthrottle")]
    public async Task Any_NotConfirmed_LeavesThePlanAlone(string verb)
    {
        var plan = await PlanAsync();
        var before = Names(plan);

        (await RunAsync(verb, "--plan", plan, "--bootstrap-server", Server)).ExitCode.ShouldBe(ExitCode.BadInput);

        Names(plan).ShouldBe(before);
    }

    /// <summary>Neither is a failure: nothing was begun, and a script can rely on what exit code 2 promises.</summary>
    [Theory]
    [InlineData("n")]
    [InlineData(null)]
    public async Task Apply_NoOrCtrlCAtTheQuestion_ChangesNothing(string? answer)
    {
        var plan = await PlanAsync();
        var before = Names(plan);
        using var stop = new CancellationTokenSource();
        using var output = new TestConsole { Profile = { Width = 160 } };
        using var error = new TestConsole { Profile = { Width = 160 } };
        IAnsiConsole console = output;
        if (answer is null)
        {
            console = new StoppedAtTheQuestion(output, stop);
        }
        else
        {
            output.Interactive().Input.PushTextWithEnter(answer);
        }

        var context = new CliContext(console, error, _time)
        { Interactive = true, ConnectCluster = (_, _) => new SimulatedClusterAdmin(_cluster) };
        var exitCode = await new CliApplication(CommandCatalog.All, context).RunAsync(
            ["apply", "--plan", plan, "--bootstrap-server", Server], stop.Token);

        exitCode.ShouldBe(ExitCode.BadInput, output.Output + error.Output);
        error.Output.ShouldEndWith("Nothing was changed.\n");
        Names(plan).ShouldBe(before);
        _cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(0);
    }

    [Fact]
    public async Task Plan_IntoTheDirectoryOfAnApplyThatAsks_IsRefused()
    {
        var plan = await PlanAsync();
        using var held = Plans.PlanLock.Take(plan);

        var run = await CliRun.Of("plan", "--snapshot", _directory.WriteScaleOut(), "--out", plan, "--overwrite");

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain($"Process {Environment.ProcessId} is using {plan}");
    }

    [Fact]
    public async Task Cancel_PlanFileIsGone_WorksFromTheJournal()
    {
        var plan = await PlanAsync();
        await BeginAsync(plan);
        File.Delete(Path.Combine(plan, "plan.json"));

        (await RunAsync("cancel", "--plan", plan, "--bootstrap-server", Server, "--yes")).ExitCode.ShouldBe(ExitCode.Success);
        (await RunAsync("unthrottle", "--plan", plan, "--bootstrap-server", Server, "--yes")).ExitCode.ShouldBe(ExitCode.Success);
        (await RunAsync("undo", "--plan", plan, "--bootstrap-server", Server, "--yes")).ExitCode.ShouldBe(ExitCode.Success);
        _cluster.Reassigning.ShouldBeEmpty();
        _cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public async Task Apply_Drifted_IsRefusedWithTheList()
    {
        var plan = await PlanAsync();
        await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--yes");
        var other = _directory.File("other");
        Directory.CreateDirectory(other);
        foreach (var file in new[] { "plan.json", "reassignment.json", "rollback.json" })
        {
            File.Copy(Path.Combine(plan, file), Path.Combine(other, file));
        }

        _cluster.DeleteTopic("orders");
        _cluster.CreateTopic(
            "orders", [.. Enumerable.Range(0, 6).Select(i => System.Collections.Immutable.ImmutableArray.Create(1001, 1005))]);
        var run = await RunAsync("apply", "--plan", other, "--bootstrap-server", Server, "--yes");

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("refused: orders-");
    }

    [Fact]
    public async Task Apply_CtrlC_ExitsWith4AndTheCommandThatGoesOn()
    {
        var plan = await PlanAsync();
        using var stop = new CancellationTokenSource();
        _cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            stop.Cancel();
            return null;
        });

        var run = await AnswerAsync(null, stop.Token, "apply", "--plan", plan, "--bootstrap-server", Server, "--yes", "--throttle", "30MB");

        run.ExitCode.ShouldBe(ExitCode.Interrupted, run.Output + run.Error);
        run.Output.ShouldContain($"Resume with rebalancer apply --plan {plan} --bootstrap-server {Server}");
        var resumed = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--yes");
        resumed.ExitCode.ShouldBe(ExitCode.Success, resumed.Output + resumed.Error);
        resumed.Output.ShouldContain("resuming the unfinished run");
        resumed.Output.ShouldContain("throttle: 30.0 MB/s");
    }

    /// <summary>The same warning stood before the run, in it, and below its report.</summary>
    [Fact]
    public async Task Apply_WarningBeforeItBegins_IsPrintedOnceAndStandsInTheReport()
    {
        var (plan, moved) = (await PlanAsync(), _directory.File("moved"));
        using (var stop = new CancellationTokenSource())
        using (_cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            stop.Cancel();
            return null;
        }))
        {
            await AnswerAsync(null, stop.Token, "apply", "--plan", plan, "--bootstrap-server", Server, "--yes", "--throttle", "30MB");
        }

        Directory.Move(plan, moved);

        var run = await RunAsync("apply", "--plan", moved, "--bootstrap-server", Server, "--yes");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Output + run.Error);
        const string Warning = "which is gone: it goes on in";
        string.Join(' ', (run.Error + run.Output).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Split(Warning).Length.ShouldBe(2, run.Output + run.Error);
        (await File.ReadAllTextAsync(Path.Combine(moved, "execution-report.txt"), TestContext.Current.CancellationToken))
            .ShouldContain(Warning);
    }

    [Fact]
    public async Task Apply_BareReassignmentFile_RemembersTheListsBefore()
    {
        var plan = await PlanAsync();
        var file = _directory.File("r.json");
        File.Copy(Path.Combine(plan, "reassignment.json"), file);

        (await RunAsync("apply", "--reassignment", file, "--bootstrap-server", Server, "--yes")).ExitCode.ShouldBe(ExitCode.Success);
        (await RunAsync("verify", "--reassignment", file, "--bootstrap-server", Server)).ExitCode.ShouldBe(ExitCode.Success);
        (await RunAsync("undo", "--reassignment", file, "--bootstrap-server", Server, "--yes")).ExitCode.ShouldBe(ExitCode.Success);

        _cluster.Partitions.Count(p => p.Replicas.Any(b => b >= 1007)).ShouldBe(0);
    }

    [Fact]
    public async Task Apply_BareReassignmentFile_NamesTheCommandThatJudgesItsSpread()
    {
        const string Judged = "  its spread is not judged here; to judge it: rebalancer ";
        var plan = await PlanAsync();
        var file = _directory.File("r.json");
        File.Copy(Path.Combine(plan, "reassignment.json"), file);

        var bare = await RunAsync("apply", "--reassignment", file, "--bootstrap-server", Server, "--dry-run");
        var ours = await RunAsync("apply", "--plan", plan, "--bootstrap-server", Server, "--dry-run");

        var line = bare.Output.Split('\n').Single(l => l.StartsWith(Judged, StringComparison.Ordinal));
        line.ShouldBe($"{Judged}check-plan --plan {file} --bootstrap-server {Server}");
        (await RunAsync(line[Judged.Length..].Split(' '))).ExitCode.ShouldBe(ExitCode.Success);
        ours.Output.ShouldNotContain("check-plan");
    }

    [Theory]
    [InlineData("apply", "error: no plan given; use --plan DIR or --reassignment FILE")]
    [InlineData("apply --plan a --reassignment b", "error: --plan and --reassignment exclude each other; use one of them")]
    [InlineData("apply --plan a", "error: no cluster given; use --bootstrap-server")]
    [InlineData(
        "apply --plan a --bootstrap-server b --throttle fast",
        "error: The throttle 'fast' is not an amount; write it as 50MB or 20GiB; 'auto' and 'none' are taken too.")]
    [InlineData(
        "apply --plan a --bootstrap-server b --throttle 0MB",
        "error: The throttle is 0 bytes a second; it must be at least 1. Perhaps 'none' is meant.")]
    [InlineData(
        "apply --plan a --bootstrap-server b --throttle 50",
        "error: The throttle '50' has no unit: write 50MB if megabytes are meant, or 50B for bytes; 'auto' and 'none' are taken too.")]
    [InlineData(
        "apply --plan a --bootstrap-server b --throttle 50Mb",
        "error: The throttle '50Mb' is in bits: write 6250kB, as a byte is 8 bits; or 50MB if bytes are meant; 'auto' and 'none' are taken "
            + "too.")]
    [InlineData(
        "apply --plan a --bootstrap-server b --throttle 9000000000GB",
        "error: The throttle '9000000000GB' is too large; the most is 2 EiB; 'auto' and 'none' are taken too.")]
    [InlineData("apply --plan a --bootstrap-server b --throttle 50kB", "error: --throttle '50kB' is below the minimum "
        + "of 1MB a second for each broker: busy partitions could grow faster than they are copied, so that the run never ends; give at "
        + "least 1MB, or add --allow-slow to run at '50kB' all the same")]
    [InlineData("undo --plan a --bootstrap-server b --throttle 500KB", "error: --throttle '500KB' is below the minimum "
        + "of 1MB a second for each broker: busy partitions could grow faster than they are copied, so that the run never ends; give at "
        + "least 1MB, or add --allow-slow to run at '500KB' all the same")]
    [InlineData(
        "apply --plan a --bootstrap-server b --max-bytes-in 200",
        "error: --max-bytes-in '200' has no unit: write 200MB if megabytes are meant, or 200B for bytes")]
    [InlineData(
        "apply --plan a --bootstrap-server b --max-bytes-out 0GB",
        "error: --max-bytes-out '0GB' lets nothing through; it must be at least a byte")]
    [InlineData(
        "apply --reassignment - --bootstrap-server b",
        "error: --reassignment '-' is not possible: what a run has done is kept beside the file; save it first")]
    [InlineData(
        "undo --plan a --bootstrap-server b --cancel-foreign orders",
        "error: --cancel-foreign 'orders' is not a partition; write it as TOPIC-PARTITION, such as orders-3")]
    [InlineData(
        "apply --plan a --bootstrap-server b --max-bytes-in much",
        "error: --max-bytes-in 'much' is not an amount; write it as 50MB or 20GiB")]
    [InlineData(
        "apply --plan a --bootstrap-server b --stall-timeout 10s",
        "error: --stall-timeout is 00:00:10; it must be more than 00:00:30, since throttled copies come in bursts.")]
    public async Task Run_BadUsage_IsOneLineAndExitCode2(string arguments, string expected)
    {
        var run = await RunAsync(arguments.Split(' '));

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldBe(expected + "\n");
    }

    [Fact]
    public async Task Demo_Run_PlansAppliesAndVerifies()
    {
        var run = await CliRun.Of("demo");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Output + run.Error);
        run.Output.ShouldContain("apply: completed. Done and verified.");
        run.Output.ShouldContain("verify: completed.");
        run.Output.ShouldContain("To be emptied: broker 3.");
        run.Output.ShouldContain("New: brokers 13, 14, 15, 16.");
    }

    [Fact]
    public async Task Demo_KeepAndReport_LeaveThePlanAndItsReport()
    {
        var (directory, report) = (_directory.File("demo"), _directory.File("demo.md"));

        var run = await CliRun.Of("demo", "--keep", directory, "--report", report, "--speed", "900");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Output + run.Error);
        PlanDirectory.Read(directory).ClusterId.ShouldBe("demo");
        File.Exists(Path.Combine(directory, "execution-report.txt")).ShouldBeTrue();
        (await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken)).ShouldStartWith("# Plan for cluster demo\n");
        run.Output.ReplaceLineEndings(" ").ShouldContain($"The report of the plan is {report}.");

        var again = await CliRun.Of("demo", "--keep", directory);
        again.ExitCode.ShouldBe(ExitCode.BadInput, "an older plan is not overwritten");
        again.Error.ShouldBe($"error: --keep {directory}: the directory is not empty; name one that is empty or does not exist yet\n");
        (await CliRun.Of("demo", "--speed", "0")).Error.ShouldContain("--speed 0");
    }

    [Fact]
    public async Task Demo_Stopped_NamesWhatItLeaves()
    {
        var directory = _directory.File("stopped");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = CliRun.Of(120, stop.Token, "demo", "--keep", directory, "--speed", "1");
        while (!running.IsCompleted && !(Directory.Exists(directory) && Directory.GetFiles(directory, "journal*").Length > 0))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        var run = await running;

        run.ExitCode.ShouldBe(ExitCode.Failed);
        run.Error.ShouldEndWith(
            $"error: cancelled; the plan, its journal and its reports are in {directory}\n");
        run.Error.ShouldNotContain("nothing was written");
        run.Output.ShouldNotContain("Resume with");
        PlanDirectory.Read(directory).ClusterId.ShouldBe("demo");
    }

    /// <summary>A terminal at which Ctrl-C is pressed as soon as something is asked.</summary>
    private sealed class StoppedAtTheQuestion(IAnsiConsole inner, CancellationTokenSource stop) : IAnsiConsole, IAnsiConsoleInput
    {
        public Profile Profile => inner.Profile;

        public IAnsiConsoleCursor Cursor => inner.Cursor;

        public IAnsiConsoleInput Input => this;

        public IExclusivityMode ExclusivityMode => inner.ExclusivityMode;

        public RenderPipeline Pipeline => inner.Pipeline;

        public void Clear(bool home) => inner.Clear(home);

        public void Write(IRenderable renderable) => inner.Write(renderable);

        public void WriteAnsi(Action<AnsiWriter> action) => inner.WriteAnsi(action);

        public bool IsKeyAvailable() => false;

        public ConsoleKeyInfo? ReadKey(bool intercept) => null;

        public async Task<ConsoleKeyInfo?> ReadKeyAsync(bool intercept, CancellationToken cancellationToken)
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static string?[] Names(string directory) =>
        [.. Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal)];

    private async Task<string> PlanAsync()
    {
        var plan = _directory.File("plan");
        var run = await CliRun.Of("plan", "--snapshot", _directory.WriteScaleOut(), "--out", plan);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);

        // The snapshot was made without a cluster: it tells no cluster id, so the plan fits the simulated one.
        return plan;
    }

    /// <summary>Starts an apply and stops it with its first moves in flight, so slow that they do not end while a test looks.</summary>
    private async Task BeginAsync(string plan)
    {
        using var stop = new CancellationTokenSource();
        using (_cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            stop.Cancel();
            return null;
        }))
        {
            var run = await AnswerAsync(
                null, stop.Token, "apply", "--plan", plan, "--bootstrap-server", Server, "--yes", "--throttle", "10kB", "--allow-slow");
            run.ExitCode.ShouldBe(ExitCode.Interrupted, run.Output + run.Error);
        }
    }

    private Task<CliRun> RunAsync(params string[] arguments) => AnswerAsync(null, TestContext.Current.CancellationToken, arguments);

    private Task<CliRun> AnswerAsync(string? answer, CancellationToken cancellationToken, params string[] arguments) =>
        AnswerAsync(answer, _cluster, cancellationToken, arguments);

    private Task<CliRun> AnswerAsync(
        string? answer, SimulatedCluster cluster, CancellationToken cancellationToken, params string[] arguments) =>
        AnswerAsync(answer, cluster, arguments, _time, cancellationToken);

    private static async Task<CliRun> AnswerAsync(
        string? answer, SimulatedCluster cluster, string[] arguments, TimeProvider time, CancellationToken cancellationToken)
    {
        using var output = new TestConsole { Profile = { Width = 160 } };
        using var error = new TestConsole { Profile = { Width = 160 } };
        if (answer is not null)
        {
            output.Interactive();
            output.Input.PushTextWithEnter(answer);
        }

        var context = new CliContext(
            output, error, time)
        { Interactive = answer is not null, ConnectCluster = (_, _) => new SimulatedClusterAdmin(cluster) };
        var exitCode = await new CliApplication(CommandCatalog.All, context).RunAsync(arguments, cancellationToken);
        return new CliRun(exitCode, output.Output, error.Output);
    }
}
