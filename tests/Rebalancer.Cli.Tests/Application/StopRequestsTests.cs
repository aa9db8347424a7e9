using Microsoft.Extensions.Time.Testing;
using Rebalancer.Cli.Application;
using Shouldly;

namespace Rebalancer.Cli.Tests.Application;

public sealed class StopRequestsTests
{
    [Fact]
    public void Take_RepeatedWithinMoments_IsOneStopAndALaterOneEndsTheProcess()
    {
        var time = new FakeTimeProvider();
        using var stops = new StopRequests(time);
        stops.Token.IsCancellationRequested.ShouldBeFalse();

        stops.Take().ShouldBeTrue();
        stops.Token.IsCancellationRequested.ShouldBeTrue();
        stops.Take().ShouldBeTrue("the same signal, to the process and to its group");
        time.Advance(StopRequests.Repeats - TimeSpan.FromMilliseconds(1));
        stops.Take().ShouldBeTrue();

        time.Advance(TimeSpan.FromMilliseconds(1));
        stops.Take().ShouldBeFalse("somebody does not want to wait");
    }
}
