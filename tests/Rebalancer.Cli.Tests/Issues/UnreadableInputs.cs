using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>Inputs and plan directories that cannot be used were told in the system's words, and without the option.</summary>
public sealed class UnreadableInputs : FieldCase
{
    [Theory]
    [InlineData("--snapshot", "describe")]
    [InlineData("--topology", "describe --assignment none.txt")]
    [InlineData("--reassignment", "apply --bootstrap-server none:1")]
    [InlineData("--command-config", "describe --bootstrap-server none:1")]
    public async Task AnyVerb_FileThatIsNotThere_NamesTheOption(string option, string verb) =>
        (await Fail(ExitCode.BadInput, [.. verb.Split(' '), option, "none.json"]))
            .ShouldStartWith($"error: {option} none.json: there is no such file.");

    [Fact]
    public async Task Apply_DirectoryWithoutAPlan_SaysSo()
    {
        Directory.CreateDirectory(File("p"));

        (await Fail(ExitCode.BadInput, "apply", "--bootstrap-server", "none:1", "--plan", File("p")))
            .ShouldBe($"error: {File("p")} holds no plan.json; make a plan with 'rebalancer plan --out {File("p")}'\n");
    }
}
