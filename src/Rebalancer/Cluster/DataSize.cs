namespace Rebalancer.Cluster;

/// <summary>An amount of data in bytes, or one that is not known. <c>default</c> is not known.</summary>
/// <remarks>
/// An immutable value. Printed in binary units ("18.7 GiB"), read with any unit ("200GB", "50GiB", "963B") but never without one.
/// </remarks>
public readonly record struct DataSize
{
    // One more than the bytes, so that default is the unknown size and not an empty one.
    private readonly ulong _bytesPlusOne;

    private DataSize(long bytes) => _bytesPlusOne = (ulong)bytes + 1;

    /// <summary>A size that is not known.</summary>
    public static DataSize Unknown => default;

    /// <summary>Whether the size is known.</summary>
    public bool IsKnown => _bytesPlusOne > 0;

    /// <summary>The bytes, at least 0; null where not known.</summary>
    public long? Bytes => IsKnown ? (long)(_bytesPlusOne - 1) : null;

    /// <summary>The bytes; 0 where not known, as a size counts where sizes are added.</summary>
    public long BytesOrZero => Bytes ?? 0;

    /// <summary>A known size.</summary>
    /// <param name="bytes">The bytes, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static DataSize FromBytes(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return new DataSize(bytes);
    }

    /// <summary>Reads a size.</summary>
    /// <param name="text">A number with its unit: B, kB, MB, GB, TB, PB, EB, KiB, MiB, GiB, TiB, PiB or EiB.</param>
    /// <param name="size">The size.</param>
    /// <returns>What is wrong with the text, as words that follow it in a sentence; or null.</returns>
    public static string? TryParse(string text, out DataSize size)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problem = ByteUnits.TryParse(text, out var bytes);
        size = problem is null ? FromBytes(bytes) : Unknown;
        return problem;
    }

    /// <summary>Such as "18.7 GiB", "963 B" or "not known".</summary>
    public override string ToString() => Bytes is { } bytes ? ByteUnits.Format(bytes, isBinary: true) : "not known";
}
