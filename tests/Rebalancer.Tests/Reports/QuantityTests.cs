using Rebalancer.Reports;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(-3, "0s")]
    [InlineData(0, "0s")]
    [InlineData(59.4, "59s")]
    [InlineData(59.5, "1m 00s")]
    [InlineData(59.999, "1m 00s")]
    [InlineData(60, "1m 00s")]
    [InlineData(3599.9, "59m 59s")]
    [InlineData(3600, "1h 00m")]
    [InlineData(90_000, "1d 1h")]
    public void Duration_AnyLength_IsWrittenAsPeopleDo(double seconds, string expected) =>
        Quantity.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);
}
