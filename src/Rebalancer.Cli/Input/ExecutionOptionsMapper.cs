using System.Globalization;
using Rebalancer.Cli.Options;
using Rebalancer.Cluster;
using Rebalancer.Kafka;

namespace Rebalancer.Cli.Input;

/// <summary>From the words of the command line to <see cref="ExecutionOptions"/>.</summary>
internal static class ExecutionOptionsMapper
{
    /// <exception cref="InputException">A value cannot be used.</exception>
    public static ExecutionOptions Map(ExecutionCommandOptions options)
    {
        var mapped = ExecutionOptions.Default;
        if (options is MovingCommandOptions { Throttle: { } throttle })
        {
            mapped = mapped with { Throttle = Throttle(throttle, ((MovingCommandOptions)options).AllowSlow) };
        }

        if (options is MovingCommandOptions moving)
        {
            mapped = mapped with
            {
                MaxMovesIn = moving.MaxMovesIn,
                MaxMovesOut = moving.MaxMovesOut,
                MaxMoves = moving.MaxMoves,
                MaxBytesIn = Size("--max-bytes-in", moving.MaxBytesIn),
                MaxBytesOut = Size("--max-bytes-out", moving.MaxBytesOut),
                SmallFirst = moving.SmallFirst,
                WholePartition = moving.WholePartition,
                SkipDrifted = moving.SkipDrifted,
                AllowReplicationFactorChange = moving.AllowReplicationFactorChange,
                AllowUnderReplicated = moving.AllowUnderReplicated,
                RequireHealthyCluster = moving.RequireHealthyCluster,
                OverwriteHiddenRates = moving.OverwriteHiddenRates,
                CancelForeign = [.. GivenNames.Of("--cancel-foreign", moving.CancelForeign, "partition").Select(Partition)],
                CancelStalled = moving.CancelStalled,
                StallTimeout = Duration.Parse("--stall-timeout", moving.StallTimeout),
                DeadBrokerGrace = Duration.Parse("--dead-broker-grace", moving.DeadBrokerGrace),
                HoldTimeout = Duration.Parse("--hold-timeout", moving.HoldTimeout),
                PollInterval = Duration.Parse("--poll-interval", moving.PollInterval),
                SpaceReserve = moving.SpaceReserve,
            };
        }

        mapped.Validate();
        return mapped;
    }

    private static long Size(string option, string? text)
    {
        if (text is null)
        {
            return long.MaxValue;
        }

        return DataSize.TryParse(text, out var size) is { } problem ? throw new InputException($"{option} '{text}' {problem}")
            : size.Bytes is > 0 and var bytes ? bytes
            : throw new InputException($"{option} '{text}' lets nothing through; it must be at least a byte");
    }

    private static ThrottleSetting Throttle(string text, bool allowSlow)
    {
        var setting = ThrottleSetting.Parse(text);
        if (setting.Mode == ThrottleMode.Fixed)
        {
            SlowThrottle.Require(text, setting.BytesPerSecond, allowSlow);
        }

        return setting;
    }

    private static TopicPartition Partition(string text)
    {
        var dash = text.LastIndexOf('-');
        return dash > 0 && int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? new TopicPartition(text[..dash], partition)
            : throw new InputException($"--cancel-foreign '{text}' is not a partition; write it as TOPIC-PARTITION, such as orders-3");
    }
}
