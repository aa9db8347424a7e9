using Microsoft.Extensions.Logging;

namespace Rebalancer.Kafka.Execution;

/// <summary>Log messages of the execution; ids from 3000.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "Run: {Text}")]
    public static partial void Told(ILogger logger, string text);

    [LoggerMessage(3001, LogLevel.Warning, "Run: {Text}")]
    public static partial void Warned(ILogger logger, string text);

    [LoggerMessage(3002, LogLevel.Warning, "Cluster: no answer, asking again in {Delay}: {Reason}")]
    public static partial void NoAnswer(ILogger logger, TimeSpan delay, string reason);

    [LoggerMessage(3003, LogLevel.Information, "Submit: {Count} partitions")]
    public static partial void Submitting(ILogger logger, int count);
}
