using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;

namespace Rebalancer.Cli.Tests.Application;

/// <summary>A small cluster is planned while a large file is read, and only then.</summary>
public sealed class WarmUpTests : IDisposable
{
    private readonly string _large = Path.GetTempFileName();

    [Fact]
    public async Task RunAsync_SmallCluster_IsPlanned() => Assert.Equal(ExitCode.Success, await WarmUp.RunAsync());

    [Fact]
    public void Pays_PlanOfALargeFile_True()
    {
        File.WriteAllBytes(_large, new byte[WarmUp.LargeFile]);

        Assert.True(WarmUp.Pays(["plan", "--snapshot", _large]));
    }

    [Fact]
    public void Pays_PlanOfASmallFile_False()
    {
        File.WriteAllBytes(_large, new byte[WarmUp.LargeFile - 1]);

        Assert.False(WarmUp.Pays(["plan", "--snapshot", _large]));
    }

    [Fact]
    public void Pays_OtherCommand_False()
    {
        File.WriteAllBytes(_large, new byte[WarmUp.LargeFile]);

        Assert.False(WarmUp.Pays(["describe", "--snapshot", _large]));
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("plan", "")]
    [InlineData("plan", "--bootstrap-server", "kafka:9092")]
    public void Pays_NoFile_False(params string[] arguments) => Assert.False(WarmUp.Pays(arguments));

    public void Dispose() => File.Delete(_large);
}
