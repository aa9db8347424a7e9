using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;
using Shouldly;

namespace Rebalancer.Cli.Tests.Application;

public sealed class UsageTests
{
    [Theory]
    [InlineData("pln", "error: unknown verb 'pln'; did you mean 'plan'?")]
    [InlineData("execute --plan p", "error: unknown verb 'execute'; here it is 'rebalancer apply'")]
    [InlineData("rebalance", "error: unknown verb 'rebalance'; here it is 'rebalancer plan'")]
    [InlineData("generate", "error: unknown verb 'generate'; here it is 'rebalancer plan'")]
    [InlineData("dry-run", "error: unknown verb 'dry-run'; here it is 'rebalancer apply --dry-run'")]
    [InlineData("--execute", "error: unknown verb '--execute'; here it is 'rebalancer apply'")]
    [InlineData("completion", "error: no shell given; use one of bash, zsh, fish, pwsh")]
    [InlineData("completion bsh", "error: completion 'bsh' is not one of bash, zsh, fish, pwsh; did you mean 'bash'?")]
    [InlineData("completion bash zsh", "error: unexpected argument 'zsh'; every value belongs to an option, see --help")]
    [InlineData("plan --max-moves few", "error: option '--max-moves' needs a whole number, not 'few'")]
    [InlineData("plan --max-moves=1e3", "error: option '--max-moves' needs a whole number, not '1e3'; perhaps 1000")]
    [InlineData("plan --max-moves 1,000", "error: option '--max-moves' needs a whole number, not '1,000'; perhaps 1000")]
    [InlineData("advise --add two", "error: option '--add' needs a whole number, not 'two'")]
    [InlineData("advise --add 99999999999", "error: option '--add' needs a smaller number than '99999999999'")]
    [InlineData("plan --snapshot a --frontier=0", "error: --frontier 0: from 2 to 100 plans can be compared")]
    [InlineData(
        "plan --snapshot a --frontier --max-moves 3",
        "error: --frontier and --max-moves exclude each other: several limits of moves are tried")]
    [InlineData("plan --topic t", "error: unknown option '--topic'; did you mean '--topics'?")]
    [InlineData("xyzzy", "error: unknown verb 'xyzzy'; see --help")]
    [InlineData("plan --snapshto x", "error: unknown option '--snapshto'; did you mean '--snapshot'?")]
    [InlineData("plan --quux", "error: unknown option '--quux'; see --help")]
    [InlineData("plan -q", "error: unknown option '-q'; see --help")]
    [InlineData("plan", "error: no cluster given; use one of --snapshot, --assignment, --bootstrap-server")]
    [InlineData("plan --snapshot", "error: option '--snapshot' needs a value")]
    [InlineData("plan --snapshot --json", "error: option '--snapshot' needs a value")]
    [InlineData("plan --snapshot a --snapshot b", "error: option '--snapshot' is given twice")]
    [InlineData("plan --snapshot a --assignment b", "error: --snapshot and --assignment exclude each other; use one of them")]
    [InlineData("plan --snapshot a --aim balanc", "error: --aim 'balanc' is not one of balance, repair, leaders; did you mean 'balance'?")]
    [InlineData("plan --snapshot a --solver xyzzy", "error: --solver 'xyzzy' is not one of auto, fast, cp-sat")]
    [InlineData(
        "plan --snapshot a --spread prefered", "error: --spread 'prefered' is not one of required, preferred; did you mean 'preferred'?")]
    [InlineData(
        "plan --snapshot a --time-limit soon", "error: --time-limit 'soon' is not a time between 1ms and 24h; write it as 30s, 5m or 1h")]
    [InlineData(
        "plan --snapshot a --time-limit 0s", "error: --time-limit '0s' is not a time between 1ms and 24h; write it as 30s, 5m or 1h")]
    [InlineData("plan --snapshot a --time-limit 5", "error: --time-limit '5' has no unit: write 5s, 5m or 5h")]
    [InlineData("advise --snapshot a --time-limit 5", "error: --time-limit '5' has no unit: write 5s, 5m or 5h")]
    [InlineData("place --snapshot a --topics-file t --time-limit 5", "error: --time-limit '5' has no unit: write 5s, 5m or 5h")]
    [InlineData("plan --snapshot a --throttle 50MB --window 2", "error: --window '2' has no unit: write 2s, 2m or 2h")]
    [InlineData(
        "apply --plan a --bootstrap-server b --stall-timeout 60", "error: --stall-timeout '60' has no unit: write 60s or 60m")]
    [InlineData(
        "apply --plan a --bootstrap-server b --dead-broker-grace 2", "error: --dead-broker-grace '2' has no unit: write 2s, 2m or 2h")]
    [InlineData("apply --plan a --bootstrap-server b --hold-timeout 60", "error: --hold-timeout '60' has no unit: write 60s or 60m")]
    [InlineData("apply --plan a --bootstrap-server b --poll-interval 5", "error: --poll-interval '5' has no unit: write 5s, 5m or 5h")]
    [InlineData(
        "plan --snapshot a --report r.txt",
        "error: --report r.txt: the extension names no format; add --report-format markdown, html, json, csv or svg")]
    [InlineData("plan --snapshot a --report-format html", "error: --report-format html needs --report FILE")]
    [InlineData(
        "plan --snapshot a --report r --report-format pdf", "error: --report-format 'pdf' is not one of markdown, html, json, csv, svg")]
    [InlineData("plan -snapshot a", "error: unknown option '-snapshot'; did you mean '--snapshot'?")]
    [InlineData("plan --snapshot= --json", "error: option '--snapshot' needs a value")]
    [InlineData("plan --snapshot a b", "error: unexpected argument 'b'; every value belongs to an option, see --help")]
    [InlineData("plan a.json", "error: unexpected argument 'a.json'; every value belongs to an option, see --help")]
    [InlineData("check-plan --snapshot a", "error: option '--plan' is required")]
    public async Task Run_BadUsage_IsOneLineAndExitCode2(string arguments, string expected)
    {
        var run = await CliRun.Of(arguments.Split(' '));

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldBe(expected + "\n");
    }

    [Fact]
    public async Task Run_EmptyValue_NeedsAValue() =>
        (await CliRun.Of("plan", "--snapshot", "a", "--out", "")).Error.ShouldBe("error: option '--out' needs a value\n");

    [Fact]
    public async Task Run_NoArguments_ShowsTheVerbs() => (await CliRun.Of()).ShouldBe(await CliRun.Of("--help"));

    [Theory]
    [InlineData("-h", "--help")]
    [InlineData("plan -h", "plan --help")]
    [InlineData("-v", "--version")]
    public async Task Run_ShortOption_IsTheLongOne(string arguments, string expected)
    {
        var run = await CliRun.Of(arguments.Split(' '));

        run.ExitCode.ShouldBe(ExitCode.Success);
        run.ShouldBe(await CliRun.Of(expected.Split(' ')));
    }

    [Theory]
    [InlineData("snapsho", "snapshot")]
    [InlineData("SNAPSHOT", "snapshot")]
    [InlineData("top", "topics")]
    [InlineData("zzz", null)]
    [InlineData("otu", "out")]
    [InlineData("xyt", null)]
    [InlineData("ou", null)]
    [InlineData("13", null)]
    [InlineData("-1", null)]
    [InlineData("orders-3", null)]
    [InlineData("oders-2", "orders-2")]
    [InlineData("orders2", "orders-2")]
    public void Closest_Word_IsTheNearestThatIsASlip(string word, string? expected) =>
        Suggestion.Closest(word, ["snapshot", "topics", "out", "orders-2", "1"]).ShouldBe(expected);
}
