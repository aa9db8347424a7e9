namespace Rebalancer.Cluster;

/// <summary>A rate in bytes a second.</summary>
/// <remarks>
/// An immutable value. Printed in decimal units ("52.4 MB/s"), read with any unit ("50MB", "20MiB/s") but never without one.
/// </remarks>
public readonly record struct DataRate
{
    private DataRate(long bytesPerSecond) => BytesPerSecond = bytesPerSecond;

    /// <summary>The bytes a second, at least 0.</summary>
    public long BytesPerSecond { get; }

    /// <summary>A rate.</summary>
    /// <param name="bytesPerSecond">The bytes a second, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static DataRate FromBytesPerSecond(long bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesPerSecond);
        return new DataRate(bytesPerSecond);
    }

    /// <summary>Reads a rate.</summary>
    /// <param name="text">A number with its unit, as <see cref="DataSize.TryParse"/> takes it, with or without "/s" behind.</param>
    /// <param name="rate">The rate.</param>
    /// <returns>What is wrong with the text, as words that follow it in a sentence; or null.</returns>
    public static string? TryParse(string text, out DataRate rate)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.TrimEnd();
        var problem = ByteUnits.TryParse(
            trimmed.EndsWith("/s", StringComparison.OrdinalIgnoreCase) ? trimmed[..^2] : trimmed, out var bytes);
        rate = problem is null ? FromBytesPerSecond(bytes) : default;
        return problem;
    }

    /// <summary>The rate without loss, as <see cref="TryParse"/> reads it, such as "50MB".</summary>
    public string ToExactString() => ByteUnits.FormatExactly(BytesPerSecond);

    /// <summary>Such as "52.4 MB/s".</summary>
    public override string ToString() => $"{ByteUnits.Format(BytesPerSecond, isBinary: false)}/s";
}
