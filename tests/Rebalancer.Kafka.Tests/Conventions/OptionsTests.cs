using Rebalancer.Kafka.Wire.Security;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Conventions;

/// <summary>Options are validated in one way: Validate names each property that is out of range, its value and its range.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void OptionsTypes_HaveAValidDefaultAndValidate()
    {
        var types = OptionTypes.Of(typeof(ExecutionOptions).Assembly);

        types.ShouldBe([typeof(ExecutionOptions), typeof(ReadOptions), typeof(ClientProperties)], ignoreOrder: true);
        types.Select(t => OptionTypes.FindLack(t, hasDefault: t != typeof(ClientProperties))).OfType<string>().ShouldBeEmpty();
    }

    [Fact]
    public void ExecutionOptions_OutOfRange_NamesAll() =>
        Problems(new ExecutionOptions
        {
            MaxMovesOut = -1,
            SpaceReserve = 1.5,
            PollInterval = TimeSpan.Zero,
            Throttle = new ThrottleSetting(ThrottleMode.Fixed, 0),
        }.Validate).ShouldBe(
            "MaxMovesOut is -1; it must be at least 1. SpaceReserve is 1.5; it must be from 0 to below 1. "
            + "PollInterval is 00:00:00; it must be more than 00:00:00. Throttle.BytesPerSecond is 0; it must be at least 1.");

    [Fact]
    public void ReadOptions_OutOfRange_IsNamed() =>
        Problems(new ReadOptions { SettleDelay = TimeSpan.FromHours(1) }.Validate)
            .ShouldBe("SettleDelay is 01:00:00; it must be from 00:00:00 to 00:01:00.");

    [Fact]
    public void ClientProperties_OutOfRange_NamesAll() =>
        Problems(() => KafkaClusterAdmin.Connect(new ClientProperties
        {
            RequestTimeout = TimeSpan.Zero,
            SecurityProtocol = SecurityProtocol.SaslSsl,
        })).ShouldBe(
            "No bootstrap server is named. Perhaps --bootstrap-server host:9092. "
            + "RequestTimeout is 00:00:00; it must be more than 00:00:00. SecurityProtocol is SaslSsl, and Sasl does not say how to log "
            + "in.");

    private static string Problems(Action action) => Should.Throw<InputException>(action).Message;
}
