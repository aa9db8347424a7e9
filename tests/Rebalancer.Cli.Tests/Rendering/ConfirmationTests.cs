using Rebalancer.Cli.Rendering;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Rendering;

public sealed class ConfirmationTests
{
    [Fact]
    public async Task Ask_OtherWords_AsksAgain()
    {
        using var console = new TestConsole();
        console.Input.PushTextWithEnter("perhaps");
        console.Input.PushTextWithEnter("yes");

        (await Confirmation.AskAsync(console, "Apply now?", TestContext.Current.CancellationToken)).ShouldBeTrue();

        console.Output.ShouldBe(
            "Apply now? [y/n] (n): perhaps\nPlease answer y or n.\nApply now? [y/n] (n): yes\n");
    }

    [Fact]
    public async Task Ask_Stopped_IsNoAndEndsTheLine()
    {
        using var console = new TestConsole();
        console.Input.PushTextWithEnter("y");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        (await Confirmation.AskAsync(console, "Apply now?", stopped.Token)).ShouldBeFalse();

        console.Output.ShouldBe("Apply now? [y/n] (n): \n");
    }

    [Fact]
    public async Task Ask_Backspace_TakesTheLastCharacterBack()
    {
        using var console = new TestConsole();
        console.Input.PushText("yx");
        console.Input.PushKey(ConsoleKey.Backspace);
        console.Input.PushKey(ConsoleKey.Enter);

        (await Confirmation.AskAsync(console, "Apply now?", TestContext.Current.CancellationToken)).ShouldBeTrue();
    }
}
