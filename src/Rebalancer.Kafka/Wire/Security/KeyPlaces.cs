namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Where the keys of a configuration stand, for messages; it makes no configuration another one.</summary>
/// <param name="placeOf">The file and the line of a key.</param>
internal sealed class KeyPlaces(Func<string, string> placeOf)
{
    /// <summary>Reads what a key names, and tells a failure with the place of the key.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static T Reading<T>(KeyPlaces? places, string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InputException e) when (places is not null)
        {
            throw new InputException($"{places.Of(key)}: {e.Message}", e.InnerException!);
        }
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KeyPlaces;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    private string Of(string key) => placeOf(key);
}
