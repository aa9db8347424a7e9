using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;
using Shouldly;
using Spectre.Console;

namespace Rebalancer.Cli.Tests.Application;

public sealed class ConsoleColorsTests
{
    [Theory]
    [InlineData("auto", false)]
    [InlineData("never", false)]
    [InlineData("always", true)]
    public void Apply_WhereNoTerminalListens_ColorsOnlyWhenAsked(string when, bool colored)
    {
        using var text = new StringWriter();
        var console = ConsoleFactory.Create(text, redirected: true, _ => null);

        ConsoleColors.Apply(when, console);
        console.Write(new Text("x", new Style(ConsoleColor.DarkRed)));

        text.ToString().Contains('\u001b').ShouldBe(colored);
    }

    [Theory]
    [InlineData("TERM=dumb")]
    [InlineData("TERM=dumb;GITHUB_ACTIONS=true")]
    [InlineData("TERM=dumb;NO_COLOR=1")]
    public void Create_DumbTerminal_GetsNoSequence(string environment)
    {
        using var text = new StringWriter();
        var console = ConsoleFactory.Create(text, redirected: false, Variables(environment));

        console.Write(new Text("x", new Style(ConsoleColor.DarkRed, decoration: Decoration.Bold)));

        text.ToString().ShouldBe("x");
    }

    [Fact]
    public void Create_NoColor_KeepsBoldAndTheTableThatIsDrawnAnew()
    {
        using var text = new StringWriter();
        var console = ConsoleFactory.Create(text, redirected: false, Variables("TERM=xterm;NO_COLOR=1"));
        console.Profile.Capabilities.Ansi = true; // as on a terminal, which no test has

        console.Write(new Text("x", new Style(ConsoleColor.DarkRed, decoration: Decoration.Bold)));

        text.ToString().ShouldBe("\u001b[1mx\u001b[0m");
    }

    private static Func<string, string?> Variables(string environment) =>
        environment.Split(';').Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]).GetValueOrDefault;

    [Fact]
    public void Apply_Never_TakesTheColorsOfATerminal()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Out = new AnsiConsoleOutput(text),
        });

        ConsoleColors.Apply("never", console);
        console.Write(new Text("x", new Style(ConsoleColor.DarkRed)));

        text.ToString().ShouldNotContain("\u001b[3");
        text.ToString().ShouldContain("x");
    }

    [Fact]
    public async Task Run_AnotherWord_IsOneLine() =>
        (await CliRun.Of("plan", "--snapshot", "a", "--color", "allways")).Error
            .ShouldBe("error: --color 'allways' is not one of auto, always, never; did you mean 'always'?\n");
}
