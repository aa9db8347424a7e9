using System.Text;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>One authentication, from the client's first token to the end; made anew for each connection.</summary>
internal abstract class SaslMechanism
{
    /// <summary>The mechanism's name, as in SaslHandshake.</summary>
    public abstract string Name { get; }

    /// <summary>Makes the first token; a secret.</summary>
    public abstract ValueTask<byte[]> StartAsync(CancellationToken cancellationToken);

    /// <summary>Answers a token of the server.</summary>
    /// <param name="challenge">What the server sent.</param>
    /// <returns>The next token, or null when the exchange is complete.</returns>
    /// <exception cref="SaslException">The server said something that the mechanism does not allow.</exception>
    public abstract byte[]? Respond(ReadOnlySpan<byte> challenge);
}

/// <summary>An authentication that cannot go on.</summary>
/// <param name="message">Why, for a person; never with a secret.</param>
internal sealed class SaslException(string message) : Exception(message);

/// <summary>SASL PLAIN (RFC 4616): user and password as they are.</summary>
internal sealed class PlainMechanism(string username, Secret password) : SaslMechanism
{
    public override string Name => "PLAIN";

    public override ValueTask<byte[]> StartAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Encoding.UTF8.GetBytes($"\0{username}\0{password.Reveal()}"));

    public override byte[]? Respond(ReadOnlySpan<byte> challenge) =>
        challenge.IsEmpty ? null : throw new SaslException("the server answered PLAIN with a token");
}
