using System.Text.Json;
using Rebalancer.Cli.Context;
using Rebalancer.Files;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Commands;

public sealed class CheckPlanCommandTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task CheckPlan_OurPlan_IsValidAsDirectoryAndAsFile()
    {
        var snapshot = _files.WriteScaleOut();
        var directory = _files.File("plan");
        await CliRun.Of("plan", "--snapshot", snapshot, "--out", directory);

        var ofDirectory = await CliRun.Of("check-plan", "--snapshot", snapshot, "--plan", directory);
        var ofFile = await CliRun.Of(
            "check-plan", "--snapshot", snapshot, "--plan", Path.Combine(directory, PlanDirectory.ReassignmentFileName));

        ofDirectory.ExitCode.ShouldBe(ExitCode.Success, ofDirectory.Error);
        ofDirectory.Output.ShouldContain("Valid: nothing prevents applying it.");
        ofFile.ExitCode.ShouldBe(ExitCode.Success, ofFile.Error);
        ofDirectory.Output.ShouldNotContain("lists from any other tool");
        ofFile.Output.ReplaceLineEndings(" ").ShouldMatch($"lists from any other tool.* give the directory: --plan {directory}");
    }

    /// <summary>It said "0 partitions to change", as if the plan asked for nothing.</summary>
    [Fact]
    public async Task CheckPlan_OnlyABadList_IsNotCalledNoChange()
    {
        var snapshot = _files.WriteScaleOut();
        var plan = _files.Write("bad.json", """{"version":1,"partitions":[{"topic":"clicks","partition":0,"replicas":[1001,4711]}]}""");

        var run = await CliRun.Of("check-plan", "--snapshot", snapshot, "--plan", plan);

        run.ExitCode.ShouldBe(ExitCode.Failed);
        run.Output.ShouldContain("0 partitions to change, not counting entries with errors.");
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task CheckPlan_BadPlan_FailsWithTheApprovedFindings(int width)
    {
        _files.WriteScaleOut();
        BadPlan();

        var run = await CliRun.In(_files.Path, width, "check-plan", "--snapshot", "cluster.json", "--plan", "bad.json");

        run.ExitCode.ShouldBe(ExitCode.Failed);
        run.Output.ShouldContain("Not valid");
        run.Output.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator($"{width}"));
    }

    [Fact]
    public async Task CheckPlan_Json_HasVerdictAndFindings()
    {
        _files.WriteScaleOut();
        BadPlan();

        var run = await CliRun.In(_files.Path, 120, "check-plan", "--snapshot", "cluster.json", "--plan", "bad.json", "--json");

        run.ExitCode.ShouldBe(ExitCode.Failed);
        var root = JsonDocument.Parse(run.Output).RootElement;
        root.GetProperty("valid").GetBoolean().ShouldBeFalse();
        root.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()).ShouldContain("dead-broker");
        run.Output.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithFileExtension(".json"));
    }

    [Fact]
    public async Task CheckPlan_PlanOfAnotherCluster_IsRefused()
    {
        var directory = _files.File("plan");
        await CliRun.Of("plan", "--snapshot", _files.WriteScaleOut(), "--out", directory);
        var other = _files.Write("other.json", File.ReadAllText(_files.File("cluster.json"))
            .Replace("\"clusterId\":\"test\"", "\"clusterId\":\"other\"", StringComparison.Ordinal));

        var run = await CliRun.Of("check-plan", "--snapshot", other, "--plan", directory);

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("is for cluster test, and the cluster given is other");
    }

    [Fact]
    public async Task CheckPlan_ReassignmentEditedByHand_IsRefusedAsApplyDoes()
    {
        var directory = _files.File("plan");
        var snapshot = _files.WriteScaleOut();
        await CliRun.Of("plan", "--snapshot", snapshot, "--out", directory);
        var change = PlanDirectory.Read(directory).Changes[0];
        var path = Path.Combine(directory, PlanDirectory.ReassignmentFileName);
        var listed = ReassignmentFile.Read(path).Partitions;
        using (var stream = File.Create(path))
        {
            ReassignmentFile.Write(
                stream, [.. listed.Select(p => p.TopicPartition == change.TopicPartition ? new(p.TopicPartition, change.Before) : p)]);
        }

        var run = await CliRun.Of("check-plan", "--snapshot", snapshot, "--plan", directory);

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldStartWith(
            $"error: {path} differs from plan.json in {change.TopicPartition}: it was edited after planning, and plan.json is what is");
    }

    [Fact]
    public async Task CheckPlan_StalePlan_NamesWhatDiffers()
    {
        var directory = _files.File("plan");
        var snapshot = _files.WriteScaleOut();
        await CliRun.Of("plan", "--snapshot", snapshot, "--out", directory);
        var change = PlanDirectory.Read(directory).Changes.First(c => c.MoveCount > 0);
        var old = $"[{string.Join(',', change.Before)}]";
        var moved = $"[{string.Join(',', change.After)}]";
        var drifted = _files.Write("drifted.json", File.ReadAllText(snapshot).Replace(old, moved, StringComparison.Ordinal));

        var run = await CliRun.Of("check-plan", "--snapshot", drifted, "--plan", directory);

        run.ExitCode.ShouldBe(ExitCode.Failed);
        run.Output.ShouldContain("before-differs");
    }

    private void BadPlan() => _files.Write("bad.json", """
        {"version":1,"partitions":[
          {"topic":"clicks","partition":0,"replicas":[1001,1002,4711]},
          {"topic":"clicks","partition":1,"replicas":[1002,1003]},
          {"topic":"clicks","partition":99,"replicas":[1002,1003,1004]},
          {"topic":"nope","partition":0,"replicas":[1002]}
        ]}
        """);
}
