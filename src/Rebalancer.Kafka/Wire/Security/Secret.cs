namespace Rebalancer.Kafka.Wire.Security;

/// <summary>A password, key or token that no text shows by accident.</summary>
/// <remarks>
/// Immutable. Formatting, logging or serializing it gives <c>[hidden]</c>; equality is by reference, so comparing tells nothing either.
/// </remarks>
public sealed class Secret
{
    private readonly string _value;

    /// <summary>Hides a value.</summary>
    /// <param name="value">The value.</param>
    public Secret(string value) => _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>Gives the value to whoever really sends it; never to a text for a person.</summary>
    internal string Reveal() => _value;

    /// <summary>Always <c>[hidden]</c>.</summary>
    public override string ToString() => "[hidden]";
}
