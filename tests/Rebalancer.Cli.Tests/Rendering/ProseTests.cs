using Rebalancer.Cli.Context;
using Rebalancer.TestKit;
using Shouldly;
using Spectre.Console;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Rendering;

/// <summary>Lines of prose on a terminal, whatever command prints them.</summary>
public sealed class ProseTests
{
    [Theory]
    [InlineData("one two three", 20, "one two three")]
    [InlineData("one two three", 13, "one two three")]
    [InlineData("one two three", 12, "one two|three")]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("  time: one two three", 14, "  time: one|  two three")]
    [InlineData("Report      one two three", 25, "Report      one two three")]
    [InlineData("Report      one two three", 24, "Report      one two|            three")]
    [InlineData("/a/path/that/is/long is kept", 10, "/a/path/that/is/long|is kept")]
    [InlineData("see /a/path/that/is/long", 10, "see|/a/path/that/is/long")]
    [InlineData("", 10, "")]
    [InlineData("日本 日本 日本", 10, "日本 日本|日本")]
    public void Lines_AreWrappedBetweenWords(string text, int width, string expected) =>
        Prose.Lines(text, width).ShouldBe(expected.Split('|'));

    [Fact]
    public async Task Plan_NarrowTerminal_WrapsEveryLineOfProse()
    {
        var run = await CliRun.Of(
            60, "plan", "--snapshot", RepositoryFiles.Find("tools/sample/cluster.json"), "--topology",
            RepositoryFiles.Find("tools/sample/topology.json"));

        var lines = run.Output.Split('\n');
        lines.ShouldContain("Nothing was written; --out DIR writes the plan. The cluster");
        lines.SkipLast(2).ShouldAllBe(line => line.Length <= 60, "only the command at the end may be longer, to be copied");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WriteErrorLine_WrapsOnATerminalAndIsOneLineInALog(bool isTerminal)
    {
        using var text = new StringWriter();
        var console = ConsoleFactory.Create(text, redirected: !isTerminal, _ => null);
        console.Profile.Width = 20;
        var context = new CliContext(console, console, TimeProvider.System);

        context.WriteErrorLine("error: a b c d e f g h i j k");
        context.WriteEventLine("orders-0 failed: a b c d e f");

        text.ToString().ShouldBe(isTerminal
            ? "error: a b c d e f g\nh i j k\norders-0 failed: a b\nc d e f\n"
            : "error: a b c d e f g h i j k\norders-0 failed: a b c d e f\n");
    }
}
