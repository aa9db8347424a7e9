using Rebalancer.Cli.Context;
using Rebalancer.Cli.Rendering;
using Rebalancer.Cluster;
using Rebalancer.Kafka;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Rendering;

/// <summary>What a person is to agree to.</summary>
public sealed class ExecutionRendererTests
{
    [Fact]
    public void Render_SomethingIsCancelledFirst_SaysSoBeforeWhatMoves()
    {
        var lines = Lines(Preview(1, cancelsFirst: new(new("alpha", 0), "somebody else's reassignment to [1002,1001]")));

        lines[1..4].ShouldBe(
        [
            "  cancels first: alpha-0: somebody else's reassignment to [1002,1001]",
            "  throttles set for a move that is cancelled stay: this tool did not set them",
            "  1 partition changes: 1 replica is copied (of unknown size)",
        ]);
    }

    [Fact]
    public void Render_NothingMovesSinceAllIsLeftOut_SaysWhatBecomesOfIt() =>
        Lines(Preview(0, leftOut: new(new("alpha", 0), "it has [1,2]")))[1..].ShouldBe(
            ["  nothing to move; the partitions below are skipped", "  left out: alpha-0: it has [1,2]"]);

    private static ExecutionPreview Preview(int moves, PartitionReason? cancelsFirst = null, PartitionReason? leftOut = null) => new()
    {
        Command = ExecutionCommand.Apply,
        NothingTo = moves > 0 ? null : "move; the partitions below are skipped",
        ClusterId = "c",
        Resumes = false,
        CancelsFirst = cancelsFirst is null ? [] : [cancelsFirst],
        Throttle = "auto",
        Partitions = moves,
        Moves = moves,
        Bytes = 0,
        Running = 0,
        LeaderChanges = 0,
        ThrottlesLeft = [],
        Refusals = [],
        Warnings = [],
        LeftOut = leftOut is null ? [] : [leftOut],
    };

    private static string[] Lines(ExecutionPreview preview)
    {
        using var output = new TestConsole { Profile = { Width = 120 } };
        using var error = new TestConsole();
        new ExecutionRenderer(new CliContext(output, error, TimeProvider.System)).Render(preview);
        return output.Output.TrimEnd('\n').Split('\n');
    }
}
