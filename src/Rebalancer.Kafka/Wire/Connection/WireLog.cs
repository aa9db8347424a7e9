using Microsoft.Extensions.Logging;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>What the wire client logs: ids 2100 to 2199. Addresses and reasons, never requests, tokens or configuration.</summary>
internal static partial class WireLog
{
    [LoggerMessage(2100, LogLevel.Debug, "Broker {Address} connected")]
    public static partial void Connected(this ILogger logger, string address);

    [LoggerMessage(2101, LogLevel.Debug, "Broker {Address} not connected, failure {Failures} in a row: {Reason}")]
    public static partial void ConnectFailed(this ILogger logger, string address, int failures, string reason);

    [LoggerMessage(2102, LogLevel.Debug, "Broker {Address} gets a fresh connection: {Reason}")]
    public static partial void Replaced(this ILogger logger, string address, string reason);

    [LoggerMessage(2103, LogLevel.Information, "Controller {Controller} did not take {Api}, asking again in {Pause}: {Reason}")]
    public static partial void ControllerRetry(this ILogger logger, int controller, string api, TimeSpan pause, string reason);
}
