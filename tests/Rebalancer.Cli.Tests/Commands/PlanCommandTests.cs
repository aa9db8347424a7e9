using System.Text.Json;
using Rebalancer.Cli.Context;
using Rebalancer.Files;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Commands;

public sealed class PlanCommandTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Plan_ScaleOut_PrintsItsTablesWithinTheWidthAndWritesNothing(int width)
    {
        // The tables' exact form is approved with hand-made plans and with the README's sample; this is the planner's own plan.
        var run = await CliRun.Of(width, "plan", "--snapshot", _files.WriteScaleOut());

        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Error.ShouldBeEmpty();
        run.Output.ReplaceLineEndings(" ").ShouldContain("no better plan exists, and that is proven");
        run.Output.ShouldContain("5..6 (1)");
        run.Output.ShouldContain("Nothing was written; --out DIR writes the plan.");
        run.Output.Split('\n').Where(l => !l.StartsWith("  rebalancer ", StringComparison.Ordinal)).ShouldAllBe(l => l.Length <= width);
        Directory.GetFileSystemEntries(_files.Path).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Plan_Json_PrintsOneDocumentAndNothingElse()
    {
        var run = await CliRun.Of("plan", "--snapshot", _files.WriteScaleOut(), "--json");

        run.ExitCode.ShouldBe(ExitCode.Success);
        var root = JsonDocument.Parse(run.Output).RootElement;
        root.GetProperty("version").GetInt32().ShouldBe(1);
        root.GetProperty("bounds").GetProperty("moves").GetProperty("proven").GetBoolean().ShouldBeTrue();
        root.GetProperty("partitions").GetArrayLength().ShouldBe(root.GetProperty("changedPartitionCount").GetInt32());
    }

    [Fact]
    public async Task Plan_Out_WritesAPlanThatReadsBackAndLeavesNothingToDo()
    {
        var snapshot = _files.WriteScaleOut();
        var directory = _files.File("plan");

        var run = await CliRun.Of("plan", "--snapshot", snapshot, "--out", directory);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var manifest = PlanDirectory.Read(directory);
        manifest.ClusterId.ShouldBe("test");
        manifest.Inputs.Single().Name.ShouldBe("cluster.json");
        manifest.Inputs.Single().Sha256
            .ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(snapshot))));
        manifest.Changes.Sum(c => c.MoveCount).ShouldBe((int)manifest.Goals![Goal.Moves].Value);
        var reassignment = ReassignmentFile.Read(Path.Combine(directory, PlanDirectory.ReassignmentFileName)).Partitions;
        reassignment.Select(p => (p.TopicPartition, string.Join(',', p.Replicas)))
            .ShouldBe(manifest.Changes.Select(c => (c.TopicPartition, string.Join(',', c.After))));
        var rollback = ReassignmentFile.Read(Path.Combine(directory, PlanDirectory.RollbackFileName)).Partitions;
        rollback.Select(p => (p.TopicPartition, string.Join(',', p.Replicas)))
            .ShouldBe(manifest.Changes.Select(c => (c.TopicPartition, string.Join(',', c.Before))));
    }

    [Fact]
    public async Task Plan_SameInputTwice_WritesTheSameBytes()
    {
        var snapshot = _files.WriteScaleOut();

        await CliRun.Of("plan", "--snapshot", snapshot, "--out", _files.File("a"));
        await CliRun.Of("plan", "--snapshot", snapshot, "--out", _files.File("b"));

        foreach (var name in new[] { PlanDirectory.ReassignmentFileName, PlanDirectory.RollbackFileName, PlanDirectory.ManifestFileName })
        {
            File.ReadAllBytes(Path.Combine(_files.File("a"), name)).ShouldBe(File.ReadAllBytes(Path.Combine(_files.File("b"), name)));
        }
    }

    [Theory]
    [InlineData("repair", 0)]
    [InlineData("leaders", 0)]
    public async Task Plan_Aim_IsCarriedOutAndNamedInTheManifest(string aim, int moves)
    {
        var directory = _files.File("plan");

        var run = await CliRun.Of("plan", "--snapshot", Balanced(), "--aim", aim, "--out", directory);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var manifest = PlanDirectory.Read(directory);
        manifest.Aim.ToString().ToLowerInvariant().ShouldBe(aim);
        manifest.Changes.Sum(c => c.MoveCount).ShouldBe(moves);
    }

    [Theory]
    [InlineData("--show-changes", 20)]
    [InlineData("--show-changes=3", 3)]
    [InlineData("--show-changes=all", int.MaxValue)]
    public async Task Plan_ShowChanges_ListsThemAsADiff(string option, int most)
    {
        var directory = _files.File("plan");

        var run = await CliRun.Of("plan", "--snapshot", _files.WriteScaleOut(), "--out", directory, option);

        var changes = PlanDirectory.Read(directory).Changes;
        var lines = run.Output.Split('\n');
        lines.Count(l => l.Contains("   - 1", StringComparison.Ordinal)).ShouldBe(Math.Min(most, changes.Length));
        lines.Count(l => l.Contains("   + 1", StringComparison.Ordinal)).ShouldBe(Math.Min(most, changes.Length));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("some")]
    public async Task Plan_ShowChangesOfNothing_IsRefused(string value)
    {
        var run = await CliRun.Of("plan", "--snapshot", _files.WriteScaleOut(), $"--show-changes={value}");

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain($"--show-changes '{value}'");
    }

    [Fact]
    public async Task Plan_ReportAsCsv_HasEveryChange()
    {
        var directory = _files.File("plan");

        var run = await CliRun.Of("plan", "--snapshot", _files.WriteScaleOut(), "--out", directory, "--report", _files.File("moves.csv"));

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var lines = File.ReadAllLines(_files.File("moves.csv"));
        var changes = PlanDirectory.Read(directory).Changes;
        lines[0].ShouldStartWith("topic,partition,before,after,");
        lines.Skip(1).Select(l => l.Split(',')).Select(f => $"{f[0]}-{f[1]} {f[2]} {f[3]}")
            .ShouldBe(changes.Select(c => $"{c.TopicPartition} {string.Join(' ', c.Before)} {string.Join(' ', c.After)}"));
    }

    [Fact]
    public async Task Plan_DetailedExitCode_TellsWhetherChangesAreNeeded()
    {
        (await CliRun.Of("plan", "--snapshot", _files.WriteScaleOut(), "--detailed-exit-code")).ExitCode.ShouldBe(ExitCode.ChangesNeeded);
        var balanced = await CliRun.Of("plan", "--snapshot", Balanced(), "--detailed-exit-code", "--out", _files.File("empty"));

        balanced.ExitCode.ShouldBe(ExitCode.Success);
        balanced.Output.ShouldContain("Already balanced: the plan is empty.");
        ReassignmentFile.Read(Path.Combine(_files.File("empty"), PlanDirectory.ReassignmentFileName)).Partitions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--topics", "orders")]
    [InlineData("--topics", "orders,orders")]
    [InlineData("--topic-regex", "ord.*")]
    [InlineData("--topics-file", "topics.txt")]
    public async Task Plan_SelectedTopics_OnlyTheyChange(string option, string value)
    {
        _files.Write("topics.txt", "# mine\norders\n\n");
        var directory = _files.File("plan");

        var run = await CliRun.Of(
            "plan",
            "--snapshot",
            _files.WriteScaleOut(),
            option,
            option == "--topics-file" ? _files.File(value) : value,
            "--out",
            directory);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var changes = PlanDirectory.Read(directory).Changes;
        changes.ShouldNotBeEmpty();
        changes.ShouldAllBe(c => c.TopicPartition.Topic == "orders");
    }

    [Theory]
    [InlineData("1002")]
    [InlineData("wn1-test")]
    [InlineData("WN1-TEST.internal.example")]
    public async Task Plan_DeadHosts_AreEmptiedAndCannotBeRolledBackTo(string broker)
    {
        var directory = _files.File("plan");

        var run = await CliRun.Of(
            "plan", "--snapshot", _files.WriteScaleOut(), "--dead-hosts", broker, "--aim", "repair", "--out", directory);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("cannot be rolled back");
        var manifest = PlanDirectory.Read(directory);
        manifest.Changes.ShouldAllBe(c => !c.After.Contains(1002));
        manifest.Changes.Count(c => c.Before.Contains(1002)).ShouldBe(manifest.NotReversible.Length);
        ReassignmentFile.Read(Path.Combine(directory, PlanDirectory.RollbackFileName)).Partitions
            .ShouldAllBe(p => !p.Replicas.Contains(1002));
    }

    [Theory]
    [InlineData("report.md", "# Plan for cluster test")]
    [InlineData("report.html", "<title>Plan for cluster test</title>")]
    [InlineData("report.json", "\"clusterId\": \"test\"")]
    public async Task Plan_Report_IsWrittenInTheFormatOfItsExtension(string name, string expected)
    {
        var run = await CliRun.Of("plan", "--snapshot", _files.WriteScaleOut(), "--report", _files.File(name));

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        File.ReadAllText(_files.File(name)).ShouldContain(expected);
        run.ShouldTell(_files.File(name));
        run.Output.ShouldContain("Nothing else was written; --out DIR writes the plan.");
    }

    [Theory]
    [InlineData("describe")]
    [InlineData("advise")]
    [InlineData("check-plan", "--plan", "plan")]
    [InlineData("plan", "--out", "plan")]
    [InlineData("place", "--topic", "new", "--partitions", "3", "--replication-factor", "3")]
    public async Task Report_IsToldByEveryVerb_AndNotAmongJson(string verb, params string[] more)
    {
        var cluster = _files.WriteScaleOut();
        (await CliRun.Of("plan", "--snapshot", cluster, "--out", _files.File("plan"))).ExitCode.ShouldBe(ExitCode.Success);
        string[] arguments =
        [
            verb, "--snapshot", cluster, "--report", _files.File("report.html"),
            .. more.Select(m => m == "plan" ? _files.File(m) : m), .. verb == "plan" ? (string[])["--overwrite"] : [],
        ];

        (await CliRun.Of(arguments)).ShouldTell(_files.File("report.html"));
        (await CliRun.Of([.. arguments, "--json"])).Output.ShouldNotContain("written");
    }

    [Fact]
    public async Task Plan_ReportInTheNewPlanDirectory_IsWrittenThere()
    {
        var run = await CliRun.Of(
            "plan", "--snapshot", _files.WriteScaleOut(), "--out", _files.File("plan"), "--report", _files.File("plan/report.html"));

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        File.Exists(_files.File("plan/report.html")).ShouldBeTrue();
    }

    [Fact]
    public async Task Plan_Assignment_ReadsKafkasOwnFileWithATopology()
    {
        var assignment = _files.Write(
            "now.json",
            """{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1,2]},{"topic":"t","partition":1,"replicas":[1,2]}]}""");
        var topology = _files.Write("where.csv", "broker,fd,ud\n1,0,0\n2,1,1\n3,2,2\n4,0,1\n");
        var directory = _files.File("plan");

        var run = await CliRun.Of("plan", "--assignment", assignment, "--topology", topology, "--out", directory);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var manifest = PlanDirectory.Read(directory);
        manifest.Inputs.Select(i => i.Kind).ShouldBe(["assignment", "topology"]);
        manifest.After!.Replicas.Range.ShouldBe(0);
    }

    [Fact]
    public async Task Plan_Verbose_TellsItsStepsOnStderr()
    {
        var run = await CliRun.Of("plan", "--snapshot", _files.WriteScaleOut(), "--verbose");

        run.Error.ShouldContain("plan: ");
        run.Output.ShouldNotContain("plan: ");
    }

    [Fact]
    public async Task Plan_Cancelled_WritesNothingAndFails()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var run = await CliRun.Of(120, cancelled.Token, "plan", "--snapshot", _files.WriteScaleOut(), "--out", _files.File("plan"));

        run.ExitCode.ShouldBe(ExitCode.Failed);
        run.Error.ShouldBe("error: cancelled; nothing was written\n");
        Directory.Exists(_files.File("plan")).ShouldBeFalse();
    }

    private string Balanced() => _files.Write("balanced.json", """
        {"version":1,"clusterId":"b","brokers":[{"id":1,"host":"a","rack":"FD0UD0"},{"id":2,"host":"b","rack":"FD1UD1"},{"id":3,"host":"c","rack":"FD2UD2"}],
        "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1,2,3],"leader":1},{"partition":1,"replicas":[2,3,1],"leader":2},{"partition":2,"replicas":[3,1,2],"leader":3}]}]}
        """);
}
