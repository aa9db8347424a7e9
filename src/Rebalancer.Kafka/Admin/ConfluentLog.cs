using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Rebalancer.Kafka.Admin;

/// <summary>Passes librdkafka's log lines to an <see cref="ILogger"/>.</summary>
internal static partial class ConfluentLog
{
    public static void Write(ILogger logger, LogMessage line) => Line(logger, ToLogLevel(line.Level), line.Facility, line.Message);

    // one step lower than librdkafka's own: what it calls an error it retries, and what matters is thrown
    private static LogLevel ToLogLevel(SyslogLevel level) => level switch
    {
        SyslogLevel.Emergency or SyslogLevel.Alert or SyslogLevel.Critical => LogLevel.Error,
        SyslogLevel.Error or SyslogLevel.Warning => LogLevel.Warning,
        SyslogLevel.Notice => LogLevel.Information,
        SyslogLevel.Info => LogLevel.Debug,
        _ => LogLevel.Trace,
    };

    [LoggerMessage(EventId = 2001, Message = "librdkafka {Facility}: {Text}")]
    private static partial void Line(ILogger logger, LogLevel level, string facility, string text);
}
