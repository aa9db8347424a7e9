using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Rebalancer.Kafka.Admin;

/// <summary>
/// Passes librdkafka's log lines to an <see cref="ILogger"/>. A line that repeats the one before is left out: a dead broker gives twenty a
/// second.
/// </summary>
internal sealed partial class ConfluentLog(ILogger logger)
{
    private volatile string? _last;

    public void Write(LogMessage line)
    {
        if (_last != line.Message)
        {
            _last = line.Message;
            Line(logger, ToLogLevel(line.Level), line.Facility, line.Message);
        }
    }

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
