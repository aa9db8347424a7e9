using Microsoft.Extensions.Logging;

namespace Rebalancer.Kafka.Reading;

/// <summary>Log messages of reading a cluster; ids from 2200.</summary>
internal static partial class ReadingLog
{
    [LoggerMessage(
        2200, LogLevel.Information, "Cluster read: brokers {Brokers}, topics {Topics}, partitions {Partitions}, warnings {Warnings}")]
    public static partial void Read(ILogger logger, int brokers, int topics, int partitions, int warnings);
}
