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
        var console = ConsoleFactory.Create(text, redirected: true);

        ConsoleColors.Apply(when, console);
        console.Write(new Text("x", new Style(ConsoleColor.DarkRed)));

        text.ToString().Contains('\u001b').ShouldBe(colored);
    }

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
