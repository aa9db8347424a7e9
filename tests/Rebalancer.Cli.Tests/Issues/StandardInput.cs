using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>Pipes: <c>-</c> is standard input, for any input file, once.</summary>
public sealed class StandardInput : FieldCase
{
    private const string Snapshot =
        """{"brokers":[{"id":1,"host":"a"}],"topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1],"leader":1}]}]}""";

    [Fact]
    public async Task Describe_Dash_ReadsStandardInput()
    {
        var run = await CliRun.WithInput(Snapshot, "describe", "--snapshot", "-");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("1 live broker, 1 topic, 1 partition (RF 1), 1 replica.");
    }

    [Fact]
    public async Task Plan_Dash_HasADigestInTheManifest()
    {
        var run = await CliRun.WithInput(Snapshot, "plan", "--snapshot", "-", "--out", File("plan"));

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var input = PlanDirectory.Read(File("plan")).Inputs.ShouldHaveSingleItem();
        input.Kind.ShouldBe("snapshot");
        input.Name.ShouldBe("standard input");
        input.Sha256.ShouldBe(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Snapshot))));
    }

    [Fact]
    public async Task Plan_DashTwice_IsRefusedBeforeAnythingIsRead() =>
        (await Fail(ExitCode.BadInput, "plan", "--assignment", "-", "--topology", "-"))
        .ShouldContain("--assignment and --topology name '-', but standard input can be read once only");

    [Fact]
    public async Task Describe_PipeThatNobodyWritesTo_EndsWithTheCancellation()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);

        var run = await CliRun.Of(120, stop.Token, "describe", "--snapshot", $"/dev/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}");

        run.ExitCode.ShouldBe(ExitCode.Failed);
        run.Error.ShouldBe("error: cancelled; nothing was written\n");
    }
}
