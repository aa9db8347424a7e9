using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cli.Commands;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Execution;

namespace Rebalancer.Cli.Input;

/// <summary>From the words of the command line to <see cref="ExecutionOptions"/>.</summary>
internal static class ExecutionOptionsMapper
{
    /// <exception cref="InputException">A value cannot be used.</exception>
    public static ExecutionOptions Map(ExecutionCommandOptions options)
    {
        var mapped = ExecutionOptions.Default;
        if (options is ChangingCommandOptions { Throttle: { } throttle })
        {
            mapped = mapped with { Throttle = ThrottleSetting.Parse(throttle) };
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
                OverwriteHiddenRates = moving.OverwriteHiddenRates,
                CancelForeign = [.. moving.CancelForeign.Select(Partition)],
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

        try
        {
            return ThrottleSetting.Parse(text) is { Mode: ThrottleMode.Fixed, BytesPerSecond: var bytes } ? bytes : throw new InputException("");
        }
        catch (InputException e)
        {
            throw new InputException($"{option} '{text}' is not a size; write it as 200GB, 50GiB or a number of bytes", e);
        }
    }

    private static TopicPartition Partition(string text)
    {
        var dash = text.LastIndexOf('-');
        return dash > 0 && int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? new TopicPartition(text[..dash], partition)
            : throw new InputException($"--cancel-foreign '{text}' is not a partition; write it as TOPIC-PARTITION, such as orders-3");
    }
}
