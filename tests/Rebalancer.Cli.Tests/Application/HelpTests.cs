using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Application;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. CommandCatalog.All.Select(
        c => ((CommandLine.VerbAttribute)Attribute.GetCustomAttribute(c.OptionsType, typeof(CommandLine.VerbAttribute))!).Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_OfAVerb_IsTheApprovedText(string verb)
    {
        var run = await CliRun.Of(verb, "--help");

        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator(verb));
    }

    [Theory]
    [InlineData(60, "plan")]
    [InlineData(80, "plan")]
    [InlineData(200, "plan")]
    [InlineData(60, "apply")]
    [InlineData(80, "apply")]
    [InlineData(200, "apply")]
    public async Task Help_OnATerminalOfAnyWidth_IsTheApprovedText(int width, string verb)
    {
        var run = await CliRun.Of(width, verb, "--help");

        // Commands stay whole, so that they can be copied.
        run.Output.Split('\n').Where(line => !line.StartsWith("  rebalancer ", StringComparison.Ordinal))
            .ShouldAllBe(line => line.Length <= width);
        run.Output.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator($"{verb}.{width}"));
    }

    [Fact]
    public async Task Help_OfTheTool_IsTheApprovedText()
    {
        var run = await CliRun.Of("--help");

        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Output.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_AsAVerb_IsTheSame(string verb) =>
        (await CliRun.Of("help", verb)).Output.ShouldBe((await CliRun.Of(verb, "--help")).Output);

    [Theory]
    [InlineData("--version")]
    [InlineData("version")]
    public async Task Version_Asked_NamesToolSolverAndClient(string argument)
    {
        var run = await CliRun.Of(argument);

        run.ExitCode.ShouldBe(ExitCode.Success);
        var lines = run.Output.TrimEnd().Split('\n');
        lines.Length.ShouldBe(3);
        lines[0].ShouldMatch(@"^rebalancer \d+\.\d+\.\d+");
        lines[1].ShouldMatch(@"^OR-Tools 9\.\d+");
        lines[2].ShouldMatch(@"^librdkafka \d+\.\d+");
    }
}
