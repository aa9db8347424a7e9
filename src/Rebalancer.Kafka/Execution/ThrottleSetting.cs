using Rebalancer.Cluster;

namespace Rebalancer.Kafka;

/// <summary>How fast replicas may be copied.</summary>
public enum ThrottleMode
{
    /// <summary>A rate that follows what the cluster shows it can bear.</summary>
    Auto,

    /// <summary>One rate for every broker.</summary>
    Fixed,

    /// <summary>No throttle is set; what others set stays as it is.</summary>
    None,
}

/// <summary>The replication throttle of a run (KIP-73): automatic, a rate, or none.</summary>
/// <remarks>
/// An immutable value. The rate is what each broker may copy in, in bytes a second; the leaders' rate is set above it by the measured
/// traffic of their in-sync followers.
/// </remarks>
/// <param name="Mode">Which of the three.</param>
/// <param name="BytesPerSecond">The rate of <see cref="ThrottleMode.Fixed"/> in bytes a second, at least 1; 0 otherwise.</param>
public sealed record ThrottleSetting(ThrottleMode Mode, long BytesPerSecond)
{
    /// <summary>The default: adapted to what is measured.</summary>
    public static ThrottleSetting Auto { get; } = new(ThrottleMode.Auto, 0);

    /// <summary>No throttle.</summary>
    public static ThrottleSetting None { get; } = new(ThrottleMode.None, 0);

    /// <summary>One rate for every broker.</summary>
    /// <param name="bytesPerSecond">Bytes a second, at least 1: a rate of 0 would stop the copying for ever.</param>
    /// <exception cref="InputException">The rate is below 1.</exception>
    public static ThrottleSetting Rate(long bytesPerSecond) => bytesPerSecond >= 1
        ? new ThrottleSetting(ThrottleMode.Fixed, bytesPerSecond)
        : throw new InputException($"The throttle is {bytesPerSecond} bytes a second; it must be at least 1. Perhaps 'none' is meant.");

    /// <summary>Reads <c>auto</c>, <c>none</c> or a rate with its unit, such as <c>50MB</c> or <c>20MiB/s</c>.</summary>
    /// <param name="text">What a person wrote.</param>
    /// <exception cref="InputException">The text is none of these.</exception>
    public static ThrottleSetting Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (trimmed.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            return Auto;
        }

        if (trimmed.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return None;
        }

        return DataRate.TryParse(trimmed, out var rate) is { } problem
            ? throw new InputException($"The throttle '{text}' {problem}; 'auto' and 'none' are taken too.")
            : Rate(rate.BytesPerSecond);
    }

    /// <summary>A setting as people read it: a rate as <c>50.0 MB/s</c>, as everywhere beside it; anything else as it is.</summary>
    /// <param name="setting">What <see cref="ToString"/> gave, or a text that has more to say of an automatic throttle.</param>
    public static string Describe(string setting) =>
        DataRate.TryParse(setting, out var rate) is null ? rate.ToString() : setting;

    /// <summary>The setting as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Mode switch
    {
        ThrottleMode.Auto => "auto",
        ThrottleMode.None => "none",
        _ => DataRate.FromBytesPerSecond(BytesPerSecond).ToExactString(),
    };
}
