using Rebalancer.Cli.Context;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Commands;

/// <summary>Bad input end to end: one line on stderr that names value and place, exit code 2, nothing written, no trace.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Head =
        """{"version":1,"clusterId":"c","brokers":[{"id":1,"host":"a"},{"id":2,"host":"b"}],"topics":[{"name":"t","partitions":[""";
    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("", "snapshot.json")]
    [InlineData("{\"version\":1,\n\"brokers\":[{\"id\":1,}]}", "line 2")]
    [InlineData("{\"version\":2,\"brokers\":[],\"topics\":[]}", "version")]
    [InlineData("{\"version\":1,\"brokers\":[],\"topics\":[]}", "broker")]
    [InlineData("{\"version\":1,\"brokers\":[{\"id\":\"x\",\"host\":\"a\"}],\"topics\":[]}", "id")]
    [InlineData("{\"version\":1,\"brokers\":[{\"id\":99999999999,\"host\":\"a\"}],\"topics\":[]}", "99999999999")]
    [InlineData("{\"version\":1,\"brokers\":[{\"id\":1,\"host\":\"a\"},{\"id\":1,\"host\":\"b\"}],\"topics\":[]}", "1")]
    [InlineData(Head + "{\"partition\":0,\"replicas\":[1,1],\"leader\":1}]}]}", "replica")]
    [InlineData(Head + "{\"partition\":0,\"replicas\":[1],\"leader\":1},{\"partition\":0,\"replicas\":[1],\"leader\":1}]}]}", "0")]
    [InlineData(Head + "{\"partition\":-1,\"replicas\":[1],\"leader\":1}]}]}", "-1")]
    [InlineData(Head + "{\"partition\":0,\"replicas\":[1],\"leader\":1,\"sizeBytes\":-5}]}]}", "-5")]
    [InlineData("{\"version\":1,\"brokers\":[{\"id\":1,\"host\":\"a\"}],\"topics\":[{\"partitions\":[]}]}", "name")]
    public async Task Plan_BrokenSnapshot_IsOneLine(string content, string expected)
    {
        var snapshot = _files.Write("snapshot.json", content);

        var run = await CliRun.Of("plan", "--snapshot", snapshot, "--out", _files.File("plan"), "--report", _files.File("report.md"));

        ShouldBeOneLine(run, expected);
    }

    [Theory]
    [InlineData("--topics", "click*", "no topic 'click*'; for a pattern use --topic-regex, such as 'orders.*'")]
    [InlineData("--topics", "clickz", "no topic 'clickz'; did you mean 'clicks'?")]
    [InlineData("--topics-file", "none.txt", "none.txt")]
    [InlineData("--topic-regex", "(", "is not a regular expression")]
    [InlineData("--topic-regex", "nothing", "matches none of the cluster's 2 topics")]
    [InlineData("--dead-hosts", "wn9-test", "no broker 'wn9-test'; it has ")]
    [InlineData("--dead-hosts", "77", "no broker '77'")]
    [InlineData("--rack-pattern", "(", "(")]
    [InlineData("--rack-pattern", "abc", "named group")]
    [InlineData("--topology", "none.csv", "none.csv")]
    public async Task Plan_OptionThatTheClusterDoesNotKnow_IsOneLine(string option, string value, string expected) =>
        ShouldBeOneLine(await CliRun.Of(
            "plan",
            "--snapshot",
            _files.WriteScaleOut(),
            option,
            value,
            "--out",
            _files.File("plan"),
            "--report",
            _files.File("report.md")), expected);

    [Fact]
    public async Task Plan_OptionsThatExcludeEachOther_IsOneLine()
    {
        var snapshot = _files.WriteScaleOut();
        var mapping = _files.Write("m.csv", "broker,fd\n1001,0\n");

        ShouldBeOneLine(
            await CliRun.Of("plan", "--snapshot", snapshot, "--topics", "clicks", "--topic-regex", ".*"),
            "--topics and --topic-regex exclude each other");
        ShouldBeOneLine(
            await CliRun.Of("plan", "--snapshot", snapshot, "--topology", mapping, "--rack-pattern", "(?<a>x)"),
            "the file has no column \"rack\"");
        ShouldBeOneLine(await CliRun.Of("plan", "--assignment", snapshot), "--assignment needs --topology");
    }

    [Fact]
    public async Task Plan_OutWithAJournal_IsRefusedBeforePlanning()
    {
        _files.Write("journal-1.jsonl", "{}");

        var run = await CliRun.Of("plan", "--snapshot", "does-not-exist.json", "--out", _files.Path);

        ShouldBeOneLine(run, "journal-1.jsonl");
    }

    [Theory]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"clicks\",\"partition\":0,\"replicas\":[]}]}", "\"replicas\" is empty")]
    [InlineData("not json", "there is no JSON object in it: it starts with \"not json\"")]
    public async Task CheckPlan_BrokenPlan_IsOneLine(string content, string expected) =>
        ShouldBeOneLine(
            await CliRun.Of("check-plan", "--snapshot", _files.WriteScaleOut(), "--plan", _files.Write("plan.json", content)), expected);

    [Fact]
    public async Task Plan_OutBelowAFile_IsOneLine() =>
        ShouldBeOneLine(
            await CliRun.Of("plan", "--snapshot", _files.WriteScaleOut(), "--out", Path.Combine(_files.Write("file", "x"), "plan")),
            "is a file");

    [Fact]
    public async Task Plan_ReportInNoDirectory_IsOneLine() =>
        ShouldBeOneLine(
            await CliRun.Of("plan", "--snapshot", _files.WriteScaleOut(), "--report", _files.File("none/report.md")), "does not exist");

    private void ShouldBeOneLine(CliRun run, string expected)
    {
        run.ExitCode.ShouldBe(ExitCode.BadInput, run.Error + run.Output);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldStartWith("error: ");
        run.Error.ShouldContain(expected);
        run.Error.ShouldNotContain("   at ");
        run.Error.Count(c => c == '\n').ShouldBe(1, run.Error);
        Directory.Exists(_files.File("plan")).ShouldBeFalse();
        File.Exists(_files.File("report.md")).ShouldBeFalse();
    }
}
