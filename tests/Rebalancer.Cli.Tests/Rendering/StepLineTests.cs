using Microsoft.Extensions.Time.Testing;
using Rebalancer.Cli.Context;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Rendering;

/// <summary>What a terminal shows while planning takes long.</summary>
public sealed class StepLineTests : IDisposable
{
    private readonly StringWriter _terminal = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void Show_CommandThatIsSoonOver_DrawsNothing()
    {
        using (var line = Line())
        {
            line.Show("plan: model");
            _time.Advance(TimeSpan.FromSeconds(1.9));
        }

        _time.Advance(TimeSpan.FromSeconds(5));
        _terminal.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void Show_LongStep_TellsStepAmountsAndTimeAndLeavesNothing()
    {
        using (var line = Line())
        {
            line.Show("read");
            _time.Advance(TimeSpan.FromSeconds(2));
            line.Amounts = "1,000 partitions, 12 brokers";
            line.Show("plan: model");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _terminal.ToString().ShouldBe("\r\e[Kread, 2s\r\e[Kplan: model, 1,000 partitions, 12 brokers, 3s\r\e[K");
    }

    [Fact]
    public void Show_NarrowTerminal_NeverWraps()
    {
        using var line = new StepLine(_terminal, 20, _time) { Amounts = "1,000 partitions, 12 brokers" };
        line.Show("plan: model");
        _time.Advance(TimeSpan.FromSeconds(2));

        _terminal.ToString().ShouldBe("\r\e[Kplan: model, 1,000 ");
    }

    [Fact]
    public void For_ErrorsThatGoToNoTerminal_IsNothing()
    {
        using var console = new TestConsole().EmitAnsiSequences();

        StepLine.For(new CliContext(console, console, _time)).ShouldBeNull();
        new StepClock(new CliContext(console, console, _time), isTold: false).Planning.ShouldBeNull();
    }

    private StepLine Line() => new(_terminal, 80, _time);
}
